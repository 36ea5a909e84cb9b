using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>The way to a source: owns the one that is open, and opens it anew. Used by one thread at a time.</summary>
internal sealed class SourceConnection : IDisposable
{
    private readonly Func<IFrameSource>? open;
    private readonly bool borrowed;
    private IFrameSource? source;
    private TimeSpan period; // of the source that was opened last

    private SourceConnection(Func<IFrameSource>? open, IFrameSource? source, string name, DeviceException? absent)
    {
        this.open = open;
        this.source = source;
        borrowed = open is null;
        Absent = absent;
        Name = source?.Name ?? name;
        IsLive = source?.IsLive ?? true;
        FramesPerSecond = source?.FramesPerSecond ?? FrameClock.DefaultHertz;
        period = source?.Period ?? TimeSpan.Zero;
        Health = new SourceHealth(() => Stall);
    }

    /// <summary>Whether the source delivers; safe from any thread.</summary>
    public SourceHealth Health { get; }

    /// <summary>What the user called the source, without credentials.</summary>
    public string Name { get; }

    /// <summary>As <see cref="IFrameSource.IsLive"/>; true while nobody knows.</summary>
    public bool IsLive { get; }

    /// <summary>As <see cref="IFrameSource.FramesPerSecond"/>.</summary>
    public double FramesPerSecond { get; }

    /// <summary>Why the source was not there at the start; null when it was.</summary>
    public DeviceException? Absent { get; }

    /// <summary>Whether a loss can be mended.</summary>
    public bool Heals => open is not null && IsLive;

    /// <summary>Whether to go on for as long as it takes until the first picture comes.</summary>
    public bool Waits { get; private init; }

    /// <summary>Silence after which a live source counts as lost, by what was asked for and by the rate of the source; safe from any thread.</summary>
    public TimeSpan Stall
    {
        get => SourceOptions.Patience(field, period);
        private init;
    } = SourceOptions.DefaultStall;

    /// <summary>A source that stays with the caller and is never opened again.</summary>
    public static SourceConnection To(IFrameSource source) => new(open: null, source, source.Name, absent: null);

    /// <summary>Opens a source.</summary>
    /// <param name="open">Opens it, now and after each loss.</param>
    /// <param name="name">What to call it while it is absent.</param>
    /// <param name="stall">Silence after which it counts as lost.</param>
    /// <param name="wait">True to go on without it when it is absent.</param>
    /// <exception cref="DeviceException">It is absent.</exception>
    public static SourceConnection Open(Func<IFrameSource> open, string name, TimeSpan stall, bool wait)
    {
        try
        {
            return new SourceConnection(open, open(), name, absent: null) { Stall = stall, Waits = wait };
        }
        catch (DeviceException e) when (wait)
        {
            return new SourceConnection(open, source: null, name, e) { Stall = stall, Waits = true };
        }
    }

    /// <summary>The source that is open, or else opens it.</summary>
    /// <exception cref="UserException">It cannot be opened, or what answers now has an end though a live source was expected.</exception>
    public IFrameSource Source() => source ??= Reopen(open!());

    /// <summary>Closes the source; the next call of <see cref="Source"/> opens it anew.</summary>
    public void Close()
    {
        if (!borrowed)
        {
            source?.Dispose();
            source = null;
        }
    }

    /// <summary>Leaves the source to the end of the process: a thread that does not come back is still using it.</summary>
    public void Abandon() => source = null;

    public void Dispose() => Close();

    private IFrameSource Reopen(IFrameSource opened)
    {
        if (opened.IsLive == IsLive)
        {
            period = opened.Period;
            return opened;
        }

        opened.Dispose();
        throw new DeviceException($"{Name}: answers with a picture or a file now; a live source was expected");
    }
}
