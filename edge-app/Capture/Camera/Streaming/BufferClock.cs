using System.Diagnostics;
using System.Globalization;

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>
/// Judges the timestamps of buffers by their flag of clock and by plausibility (Linux userspace API, "Buffer Flags": MONOTONIC,
/// COPY, UNKNOWN). A picture cannot be much older than the moment when its buffer was given to the driver.
/// </summary>
/// <param name="period">Time between pictures; zero if unknown.</param>
internal sealed class BufferClock(TimeSpan period)
{
    private const long Tolerance = 50; // ms that clocks of driver and program may differ
    private static readonly TimeSpan oldest = TimeSpan.FromSeconds(1);
    private long last = long.MinValue;

    /// <summary>What is wrong with the timestamps; null while nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Capture time of a picture, in ticks of <see cref="Stopwatch"/>: the driver's, or that of the arrival if the driver's is not plausible.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="queued">When it was given to the driver.</param>
    /// <param name="arrived">When the program got it.</param>
    public long CapturedAt(in FilledBuffer buffer, long queued, long arrived)
    {
        long told = Ticks(buffer.Seconds, buffer.Microseconds);
        string? problem = ProblemOf(buffer.Flags, told, queued, arrived);
        if (problem is not null)
        {
            Problem ??= problem;
            return arrived;
        }

        last = told;
        return Math.Min(told, arrived);
    }

    private string? ProblemOf(uint flags, long told, long queued, long arrived)
    {
        bool monotonic = (flags & V4l2.TimestampMask) == V4l2.TimestampMonotonic;
        if ((flags & V4l2.TimestampMask) == V4l2.TimestampCopy)
        {
            return "copied from elsewhere";
        }

        if (told == 0)
        {
            return "zero";
        }

        long slack = Stopwatch.Frequency * (oldest + period).Ticks / TimeSpan.TicksPerSecond;
        return told > arrived + (Tolerance * Stopwatch.Frequency / 1000) ? monotonic ? "in the future" : "of another clock"
            : told < queued - slack ? monotonic ? string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(told, arrived).TotalSeconds:0.0} s old") : "of another clock"
            : told < last ? "going back"
            : null;
    }

    private static long Ticks(long seconds, long microseconds)
    {
        const long Most = 5_000_000_000; // the year 2128, if it is the wall clock
        return (Math.Clamp(seconds, 0, Most) * Stopwatch.Frequency) + (Math.Clamp(microseconds, 0, 999_999) * (Stopwatch.Frequency / 1_000_000));
    }
}
