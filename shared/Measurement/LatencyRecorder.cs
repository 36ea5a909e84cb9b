namespace EdgeResNet.Shared.Measurement;

/// <summary>
/// Collects times without allocating. Beyond its capacity it overwrites the oldest, so memory is fixed over weeks.
/// One thread adds; summarise after it has stopped.
/// </summary>
public sealed class LatencyRecorder
{
    private readonly double[] values;
    private long count;

    /// <summary>Prepares room for the newest <paramref name="capacity"/> values (8 bytes each).</summary>
    public LatencyRecorder(int capacity = 1 << 17)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        values = new double[capacity];
        Array.Fill(values, 0); // touches the memory now, so the process does not grow later
    }

    /// <summary>Number of added values, including overwritten ones.</summary>
    public long Count => count;

    /// <summary>Adds one time.</summary>
    public void Add(double milliseconds)
    {
        values[count % values.Length] = milliseconds;
        count++;
    }

    /// <summary>Removes all values, for example after a warm-up.</summary>
    public void Clear() => count = 0;

    /// <summary>The distribution of the current values.</summary>
    public Percentiles Summarize() => Percentiles.Of(values.AsSpan(0, (int)Math.Min(count, values.Length)).ToArray());
}
