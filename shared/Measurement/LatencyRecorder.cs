namespace EdgeResNet.Shared.Measurement;

/// <summary>
/// Collects times without allocating. Beyond its capacity the oldest are overwritten, so that a program that runs for
/// weeks reports its recent past within fixed memory. One thread adds; summarising is for when it has stopped.
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
        Array.Fill(values, 0); // touches the memory now: a program that is watched for growth shall not grow while this fills
    }

    /// <summary>How many values were added, those overwritten included.</summary>
    public long Count => count;

    /// <summary>Adds one time.</summary>
    public void Add(double milliseconds)
    {
        values[count % values.Length] = milliseconds;
        count++;
    }

    /// <summary>Forgets everything, for instance after a warm-up.</summary>
    public void Clear() => count = 0;

    /// <summary>The distribution of the values held.</summary>
    public Percentiles Summarize() => Percentiles.Of(values.AsSpan(0, (int)Math.Min(count, values.Length)).ToArray());
}
