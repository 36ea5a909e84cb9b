namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Pauses before each new attempt. They double up to a limit, with a random part, so that many clients do not return at once ("equal jitter").</summary>
internal sealed class Backoff
{
    /// <summary>The default limit.</summary>
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

    /// <summary>The next pause, random from the first on: between <c>first</c> and twice that. Later pauses grow.</summary>
    public TimeSpan Next()
    {
        TimeSpan wait = ceiling * (0.5 + (0.5 * Random.Shared.NextDouble()));
        ceiling = ceiling * 2 < limit ? ceiling * 2 : limit;
        return wait;
    }

    /// <summary>After a success, pauses start small again.</summary>
    public void Reset() => ceiling = first * 2;
}
