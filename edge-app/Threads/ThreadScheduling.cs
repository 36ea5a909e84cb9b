using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>Tells Linux which threads are urgent: with few cores, video encoding must not delay the next picture. Has no effect where a sandbox or an older kernel forbids or ignores it.</summary>
/// <remarks>Threads with a camera's or display's clock become real-time threads if the process may do so (sched(7):
/// CAP_SYS_NICE, or RLIMIT_RTPRIO from the systemd unit). The rest needs no privilege. Since Linux 6.12 a thread may request its
/// own time slice. A waking thread with a shorter slice preempts one with a longer slice at once
/// (Documentation/scheduler/sched-eevdf.rst). A thread that has used up its slice may wait for the next kernel tick, up to 4 ms.
/// So the pipeline's slice is longer than its work for a frame, and the slice of the rest is longer still. Older kernels ignore
/// both.</remarks>
internal static partial class ThreadScheduling
{
    private const uint Normal = 0;
    private const uint RoundRobin = 2;
    private const uint Batch = 3; // SCHED_BATCH does not preempt another thread when it wakes (sched(7))
    private const ulong ResetOnFork = 1; // threads that a library starts from this one are normal
    private const uint ResetOnForkFlag = 0x40000000; // the same flag in sched_getscheduler
    private const ulong KeepPolicy = 8; // SCHED_FLAG_KEEP_POLICY; a real-time thread set by the user then rejects the rest and stays as it is
    private const int Nicer = 10; // a tenth of the pipeline's share of a contended core
    private const int Nicest = 19;
    private const ulong FrameSlice = 5_000_000; // nanoseconds; the kernel's default is 1 to 3 million
    private const ulong LongSlice = 20_000_000; // for threads that are not urgent

    /// <summary>For the calling thread, if frames wait for it: wakes it at once.</summary>
    public static void WakePromptly() => Set(KeepPolicy, Normal, nicer: 0, FrameSlice);

    /// <summary>For the calling thread, if it does little work at each tick: requests real-time priority. Not used in a process with a nice value, or on a single core.</summary>
    /// <returns>Whether it is now a real-time thread.</returns>
    public static bool KeepPace()
    {
        if (OperatingSystem.IsLinux() && Environment.ProcessorCount > 1 && GetPriority(0, 0) <= 0 && (GetPolicy(0) & ~ResetOnForkFlag) == Normal && TakeCore())
        {
            return true;
        }

        WakePromptly();
        return false;
    }

    /// <summary>Makes a real-time thread normal before long work, until <see cref="TakeCore"/>.</summary>
    public static void ShareCore() => Set(ResetOnFork, Normal, nicer: 0, FrameSlice);

    /// <summary>Makes it a real-time thread again.</summary>
    /// <returns>Whether this is allowed.</returns>
    public static bool TakeCore() => Set(ResetOnFork, RoundRobin, nicer: 0, slice: 0, priority: 1);

    /// <summary>For the calling thread, if nothing waits for it. Threads started from it, such as those of a video encoder, inherit this.</summary>
    public static void GiveWay() => Set(flags: 0, Batch, Nicer, LongSlice);

    /// <summary>For the calling thread, if its work may take as long as it likes: a seventieth of the pipeline's share of a contended core, an eighth of an encoder's.</summary>
    public static void StandBack() => Set(flags: 0, Batch, Nicest, LongSlice);

    /// <summary>
    /// For the calling thread, if nothing waits for it but it allocates much: a garbage collection runs on the thread that begins it,
    /// and all others stand still for it. At a nice value it would take ten times as long, so this thread only never preempts one of
    /// the pipeline.
    /// </summary>
    public static void LetPass() => Set(flags: 0, Batch, nicer: 0, LongSlice);

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
            _ => -1, // fails with ENOSYS
        };
        int nice = Math.Min(GetPriority(0, 0) + nicer, Nicest);
        SchedulingAttributes attributes = new() { Size = (uint)Marshal.SizeOf<SchedulingAttributes>(), Policy = policy, Flags = flags, Nice = nice, Priority = priority, Runtime = slice };
        return SetAttributes(call, 0, in attributes, 0) == 0; // the C library has no such function before 2.41
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
