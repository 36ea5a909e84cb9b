namespace EdgeResNet.EdgeApp.Threads;

/// <summary>Events per second over the last half to whole second, from a running count.</summary>
internal sealed class RateMeter
{
    private const double Window = 0.5;
    private double olderTime;
    private double newerTime;
    private long olderCount;
    private long newerCount;

    /// <summary>Takes the count at a time in seconds, which never decreases, and returns the rate.</summary>
    public double Update(double seconds, long count)
    {
        if (seconds - newerTime >= Window)
        {
            (olderTime, olderCount) = (newerTime, newerCount);
            (newerTime, newerCount) = (seconds, count);
        }

        double span = seconds - olderTime;
        return span > 0 ? (count - olderCount) / span : 0;
    }
}
