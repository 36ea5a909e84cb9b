using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>
/// Lets a thread that a clock drives, a camera's or a display's, go before all others while it takes little of its core. One that takes
/// more, because its pictures are large or come without a pause, would starve the network: it becomes a normal thread for the rest of its run.
/// </summary>
internal sealed partial class Pace
{
    private const double LargestShare = 1.0 / 3; // of a core
    private const double Window = 2; // seconds; opening a source and compiling code must not count as a habit
    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID, clock_gettime(2)
    private readonly TimeProvider clock;
    private long since;
    private double used; // seconds of processor time at that moment

    private Pace(TimeProvider clock) => this.clock = clock;

    /// <summary>Whether it is, or was to the end, a real-time thread.</summary>
    public bool RealTime { get; private set; }

    /// <summary>For the calling thread.</summary>
    /// <param name="wanted">False for threads that go as fast as they can.</param>
    /// <param name="clock">Null: the system's.</param>
    public static Pace Keep(bool wanted, TimeProvider? clock = null)
    {
        clock ??= TimeProvider.System;
        return new(clock) { RealTime = wanted && ThreadScheduling.KeepPace(), since = clock.GetTimestamp(), used = wanted ? ProcessorSeconds() : 0 };
    }

    /// <summary>Called at each turn of the thread.</summary>
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

    /// <summary>The thread is a normal one again: at its end, or until <see cref="Resume"/>, for what may take longer than a frame.</summary>
    public void Pause()
    {
        if (RealTime)
        {
            ThreadScheduling.ShareCore();
        }
    }

    /// <summary>Goes on as before <see cref="Pause"/>.</summary>
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
