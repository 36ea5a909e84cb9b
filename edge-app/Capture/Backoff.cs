namespace EdgeResNet.EdgeApp.Capture;

/// <summary>How long to wait before the next attempt: twice as long each time up to a limit, with chance, so that many clients of one server do not come back at once ("equal jitter").</summary>
internal sealed class Backoff
{
    /// <summary>The longest pause, unless told otherwise.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly TimeSpan first;
    private readonly TimeSpan limit;
    private TimeSpan ceiling;

    /// <summary>From <paramref name="first"/> to <paramref name="limit"/>, which is at least twice as long.</summary>
    public Backoff(TimeSpan first, TimeSpan limit)
    {
        this.first = first;
        this.limit = limit;
        Reset();
    }

    /// <summary>From half a second to half a minute.</summary>
    public Backoff()
        : this(TimeSpan.FromSeconds(0.5), Longest)
    {
    }

    /// <summary>The time to wait now, the first too by chance: from <c>first</c> to twice as long. The next will be longer.</summary>
    public TimeSpan Next()
    {
        TimeSpan wait = ceiling * (0.5 + (0.5 * Random.Shared.NextDouble()));
        ceiling = ceiling * 2 < limit ? ceiling * 2 : limit;
        return wait;
    }

    /// <summary>It worked: the next failure begins anew.</summary>
    public void Reset() => ceiling = first * 2;
}
