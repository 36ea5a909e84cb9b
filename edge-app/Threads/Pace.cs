using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>
/// Gives real-time priority to a thread with a clock (camera or display) while it uses little of its core. A thread that uses
/// more, with large pictures or without pauses, would starve the network: it becomes normal for the rest of its run.
/// </summary>
internal sealed partial class Pace
{
    private const double LargestShare = 1.0 / 3; // of a core
    private const double Window = 2; // seconds; ignores short peaks such as opening a source or compiling
    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID, clock_gettime(2)
    private readonly TimeProvider clock;
    private long since;
    private double used; // seconds of processor time at the last check

    private Pace(TimeProvider clock) => this.clock = clock;

    /// <summary>Whether the thread has, or had to its end, real-time priority.</summary>
    public bool RealTime { get; private set; }

    /// <summary>Starts for the calling thread.</summary>
    /// <param name="wanted">False for threads that run as fast as they can.</param>
    /// <param name="clock">Null for the system's clock.</param>
    public static Pace Keep(bool wanted, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        return new(clock) { RealTime = wanted && ThreadScheduling.KeepPace(), since = clock.GetTimestamp(), used = wanted ? ProcessorSeconds() : 0 };
    }

    /// <summary>Call at each turn of the thread.</summary>
    public void Look()
    {
        double elapsed = clock.GetElapsedTime(since).TotalSeconds;
        if (!RealTime || elapsed < Window)
        {
            return;
        }

        double now = ProcessorSeconds();
        if (now - used > LargestShare * elapsed)
        {
            Pause();
            RealTime = false;
        }

        (since, used) = (clock.GetTimestamp(), now);
    }

    /// <summary>Makes the thread normal: at its end, or until <see cref="Resume"/>, for work longer than a frame.</summary>
    public void Pause()
    {
        if (RealTime)
        {
            ThreadScheduling.ShareCore();
        }
    }

    /// <summary>Ends a <see cref="Pause"/>.</summary>
    public void Resume()
    {
        if (RealTime)
        {
            ThreadScheduling.TakeCore();
        }
    }

    private static double ProcessorSeconds() =>
        OperatingSystem.IsLinux() && GetTime(ThreadClock, out TimeSpec time) == 0 ? time.Seconds + (time.Nanoseconds / 1e9) : 0;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpec time);

    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
