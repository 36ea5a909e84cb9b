using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>
/// Tells Linux which threads must not wait: where there are fewer cores than threads, encoding a video must not hold the core that
/// the next picture needs. Changes nothing where a sandbox or an older kernel forbids or ignores it.
/// </summary>
/// <remarks>
/// Threads that a camera's or a display's clock drives are real-time threads where the process may have such (sched(7): CAP_SYS_NICE,
/// or RLIMIT_RTPRIO, which the systemd unit grants). All else needs no privilege.
/// Since Linux 6.12 a thread may ask for a time slice of its own, and one with a shorter slice that wakes up takes the core from one
/// with a longer slice at once, instead of waiting until that has used its own (Documentation/scheduler/sched-eevdf.rst). A thread that
/// has used up its slice may wait for the next tick of the kernel, up to 4 ms. So the pipeline's slice is longer than what a frame
/// takes of it, and that of the rest is longer still. Older kernels ignore both.
/// </remarks>
internal static partial class ThreadScheduling
{
    private const uint Normal = 0;
    private const uint RoundRobin = 2;
    private const uint Batch = 3; // SCHED_BATCH does not take the core from another thread when it wakes up (sched(7))
    private const ulong ResetOnFork = 1; // threads that a library starts from this one are normal ones
    private const uint ResetOnForkFlag = 0x40000000; // the same, as sched_getscheduler tells it
    private const ulong KeepPolicy = 8; // SCHED_FLAG_KEEP_POLICY; a thread that somebody made a real-time one then refuses the rest, and stays what it is
    private const int Nicer = 10; // a tenth of the pipeline's share of a core that both want
    private const int Nicest = 19;
    private const ulong FrameSlice = 5_000_000; // nanoseconds; the kernel's own is 1 to 3 million
    private const ulong LongSlice = 20_000_000; // what nothing waits for

    /// <summary>For the calling thread, if frames wait for it: it is woken at once.</summary>
    public static void WakePromptly() => Set(KeepPolicy, Normal, nicer: 0, FrameSlice);

    /// <summary>
    /// For the calling thread, if it does a little at each beat of a camera's or display's clock: nothing else gets its core meanwhile,
    /// where that is allowed. It is not asked for by a process that somebody made nice, nor where there is but one core.
    /// </summary>
    /// <returns>Whether it is a real-time thread now.</returns>
    public static bool KeepPace()
    {
        if (OperatingSystem.IsLinux() && Environment.ProcessorCount > 1 && GetPriority(0, 0) <= 0 && (GetPolicy(0) & ~ResetOnForkFlag) == Normal && TakeCore())
        {
            return true;
        }

        WakePromptly();
        return false;
    }

    /// <summary>Before a long piece of work of a thread that keeps pace: it is a normal thread until <see cref="TakeCore"/>.</summary>
    public static void ShareCore() => Set(ResetOnFork, Normal, nicer: 0, FrameSlice);

    /// <summary>After it.</summary>
    /// <returns>Whether that is allowed.</returns>
    public static bool TakeCore() => Set(ResetOnFork, RoundRobin, nicer: 0, slice: 0, priority: 1);

    /// <summary>For the calling thread, if nothing waits for it. Threads that a library starts from it, such as those of a video's encoder, inherit that.</summary>
    public static void GiveWay() => Set(flags: 0, Batch, Nicer, LongSlice);

    private static bool Set(ulong flags, uint policy, int nicer, ulong slice, uint priority = 0)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        long call = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 314,
            Architecture.Arm64 => 274,
            _ => -1, // answered with ENOSYS
        };
        int nice = Math.Min(GetPriority(0, 0) + nicer, Nicest);
        SchedulingAttributes attributes = new() { Size = (uint)Marshal.SizeOf<SchedulingAttributes>(), Policy = policy, Flags = flags, Nice = nice, Priority = priority, Runtime = slice };
        return SetAttributes(call, 0, in attributes, 0) == 0; // the C library has no function of this name before 2.41
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SetAttributes(long call, int thread, in SchedulingAttributes attributes, uint flags);

    [LibraryImport("libc", EntryPoint = "sched_getscheduler")]
    private static partial uint GetPolicy(int thread);

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    /// <summary>The first version of <c>struct sched_attr</c> (sched_setattr(2)).</summary>
    private readonly struct SchedulingAttributes
    {
        public uint Size { get; init; }

        public uint Policy { get; init; }

        public ulong Flags { get; init; }

        public int Nice { get; init; }

        public uint Priority { get; init; }

        public ulong Runtime { get; init; }

        public ulong Deadline { get; init; }

        public ulong Period { get; init; }
    }
}
