using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EdgeResNet.EdgeApp.Threads;

/// <summary>Ticks at a rate without drift: each deadline is a multiple of the interval since the start, however long a tick's work took.</summary>
internal sealed partial class FrameClock
{
    /// <summary>Ticks a second unless told otherwise.</summary>
    public const double DefaultHertz = 30;

    // Further behind than this, the past is given up: nobody wants a burst of late ticks.
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
            // Rounded up to whole milliseconds a tick would be late by up to one; a sleep of a fraction is exact enough on Linux.
            TimeSpan left = TimeSpan.FromSeconds((double)(due - now) / Stopwatch.Frequency);
            Sleep(left, stop);
            now = Stopwatch.GetTimestamp();
        }

        return !stop.IsCancellationRequested;
    }

    /// <summary>Moves this and all later ticks, later by a positive time.</summary>
    public void Shift(double milliseconds) => origin += (long)(milliseconds * Stopwatch.Frequency / 1000);

    private static void Sleep(TimeSpan left, CancellationToken stop)
    {
        if (left.TotalMilliseconds > 2)
        {
            stop.WaitHandle.WaitOne((int)left.TotalMilliseconds - 1);
        }
        else if (OperatingSystem.IsLinux())
        {
            TimeSpec rest = new(0, (nint)left.TotalNanoseconds); // .NET sleeps for whole milliseconds
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
