namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>A token bucket: pictures that may be kept now. It starts full and fills evenly.</summary>
/// <param name="count">Pictures in a period; the bucket holds as many.</param>
/// <param name="period">The period.</param>
internal sealed class PictureAllowance(int count, TimeSpan period)
{
    private double left = count;
    private TimeSpan? filled;

    /// <summary>Takes one picture's allowance.</summary>
    /// <param name="now">Time since any fixed moment; never goes back.</param>
    /// <returns>False when none is left.</returns>
    public bool TryTake(TimeSpan now)
    {
        left = Math.Min(count, left + (count * ((now - (filled ?? now)) / period)));
        filled = now;
        if (left < 1)
        {
            return false;
        }

        left--;
        return true;
    }
}
