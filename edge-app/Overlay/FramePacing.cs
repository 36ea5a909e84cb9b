using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>How evenly results arrive: the rate of the slowest hundredth, and the frames that come late. Allocates nothing after construction.</summary>
internal sealed class FramePacing
{
    private const int Window = 300; // results
    private const int Fewest = 10;
    private const double Late = 2; // times the usual interval
    private const double LateByMs = 15; // at least: one picture of a display
    private readonly float[] intervals = new float[Window]; // ms
    private readonly float[] sorted = new float[Window];
    private long last;
    private long results;
    private int count;
    private int next;
    private float usual;

    /// <summary>Takes the newest result.</summary>
    /// <param name="finished">When it was complete, a <see cref="Stopwatch"/> timestamp.</param>
    /// <param name="processed">Results so far; several may lie between two pictures.</param>
    /// <returns>Whether it came late.</returns>
    public bool Add(long finished, long processed)
    {
        if (finished == last)
        {
            return false;
        }

        float interval = last == 0 || processed <= results ? 0 : (float)((finished - last) * 1000.0 / Stopwatch.Frequency / (processed - results));
        (last, results) = (finished, processed);
        if (interval <= 0)
        {
            return false;
        }

        intervals[next] = interval;
        next = (next + 1) % Window;
        count = Math.Min(count + 1, Window);
        return usual > 0 && interval > Late * usual && interval > usual + LateByMs;
    }

    /// <summary>Frames a second of the slowest hundredth of the last results; NaN before there are enough.</summary>
    public double Low()
    {
        if (count < Fewest)
        {
            return double.NaN;
        }

        intervals.AsSpan(0, count).CopyTo(sorted);
        sorted.AsSpan(0, count).Sort();
        usual = sorted[count / 2];
        return 1000 / sorted[Math.Min((int)(count * 0.99), count - 1)];
    }
}
