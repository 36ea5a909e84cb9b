using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>Ticks at a constant rate without drift: each deadline is a multiple of the interval since the start, however long the work takes.</summary>
internal sealed partial class FrameClock
{
    /// <summary>Default ticks per second.</summary>
    public const double DefaultHertz = 30;

    // If the clock is later than this, it skips the missed ticks instead of a burst.
    private const int LargestLag = 3;
    private readonly double interval;
    private long origin = Stopwatch.GetTimestamp();
    private long ticks;

    /// <summary>Starts now; the first tick is due at once.</summary>
    public FrameClock(double hertz) => interval = Stopwatch.Frequency / hertz;

    /// <summary>Sleeps until the next tick is due.</summary>
    /// <returns>False when <paramref name="stop"/> was cancelled.</returns>
    public bool Wait(CancellationToken stop)
    {
        long now = Stopwatch.GetTimestamp();
        long due = origin + (long)(ticks * interval);
        if (now - due > LargestLag * interval)
        {
            (origin, ticks, due) = (now, 0, now);
        }

        ticks++;
        while (now < due && !stop.IsCancellationRequested)
        {
            // Whole milliseconds would make a tick up to 1 ms late; Linux sleeps exactly enough.
            TimeSpan left = TimeSpan.FromSeconds((double)(due - now) / Stopwatch.Frequency);
            Sleep(left, stop);
            now = Stopwatch.GetTimestamp();
        }

        return !stop.IsCancellationRequested;
    }

    /// <summary>Shifts this and all later ticks; positive is later.</summary>
    public void Shift(double milliseconds) => origin += (long)(milliseconds * Stopwatch.Frequency / 1000);

    private static void Sleep(TimeSpan left, CancellationToken stop)
    {
        if (left.TotalMilliseconds > 2)
        {
            stop.WaitHandle.WaitOne((int)left.TotalMilliseconds - 1);
        }
        else if (OperatingSystem.IsLinux())
        {
            TimeSpec rest = new(0, (nint)left.TotalNanoseconds); // .NET sleeps for whole milliseconds only
            _ = Sleep(in rest, 0);
        }
        else
        {
            Thread.Sleep(left.TotalMilliseconds > 1 ? 1 : 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(in TimeSpec time, nint left);

    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
