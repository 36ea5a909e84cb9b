using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Tells Linux which threads must not wait: where there are fewer cores than threads, encoding a video must not hold the core that
/// the next picture needs. Needs no privilege, and changes nothing where a sandbox or an older kernel forbids or ignores it.
/// </summary>
/// <remarks>
/// Since Linux 6.12 a thread may ask for a time slice of its own, and one with a shorter slice that wakes up takes the core from one
/// with a longer slice at once, instead of waiting until that has used its own (Documentation/scheduler/sched-eevdf.rst). A thread that
/// has used up its slice may wait for the next tick of the kernel, up to 4 ms. So the pipeline's slice is longer than what a frame
/// takes of it, and that of the rest is longer still. Older kernels ignore both.
/// </remarks>
internal static partial class ThreadScheduling
{
    private const uint Batch = 3; // SCHED_BATCH does not take the core from another thread when it wakes up (sched(7))
    private const ulong KeepPolicy = 8; // SCHED_FLAG_KEEP_POLICY; a thread that somebody made a real-time one then refuses the rest, and stays what it is
    private const int Nicer = 10; // a tenth of the pipeline's share of a core that both want
    private const int Nicest = 19;
    private const ulong FrameSlice = 5_000_000; // nanoseconds; the kernel's own is 1 to 3 million
    private const ulong LongSlice = 20_000_000; // what nothing waits for

    /// <summary>For the calling thread, if frames wait for it: it is woken at once.</summary>
    public static void WakePromptly() => Set(KeepPolicy, policy: 0, nicer: 0, FrameSlice);

    /// <summary>For the calling thread, if nothing waits for it. Threads that a library starts from it, such as those of a video's encoder, inherit that.</summary>
    public static void GiveWay() => Set(flags: 0, Batch, Nicer, LongSlice);

    private static void Set(ulong flags, uint policy, int nicer, ulong slice)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        long call = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 314,
            Architecture.Arm64 => 274,
            _ => -1, // answered with ENOSYS
        };
        int nice = Math.Min(GetPriority(0, 0) + nicer, Nicest);
        SchedulingAttributes attributes = new() { Size = (uint)Marshal.SizeOf<SchedulingAttributes>(), Policy = policy, Flags = flags, Nice = nice, Runtime = slice };
        _ = SetAttributes(call, 0, in attributes, 0); // the C library has no function of this name before 2.41
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SetAttributes(long call, int thread, in SchedulingAttributes attributes, uint flags);

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
