using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Owns the open source and reopens it. Used by one thread at a time.</summary>
internal sealed class SourceConnection : IDisposable
{
    private readonly Func<IFrameSource>? open;
    private readonly bool borrowed;
    private IFrameSource? source;
    private TimeSpan period; // of the last open source

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

    /// <summary>The user's name for the source, without credentials.</summary>
    public string Name { get; }

    /// <summary>As <see cref="IFrameSource.IsLive"/>; true until known.</summary>
    public bool IsLive { get; }

    /// <summary>As <see cref="IFrameSource.FramesPerSecond"/>.</summary>
    public double FramesPerSecond { get; }

    /// <summary>Why the source was absent at the start; null if it was present.</summary>
    public DeviceException? Absent { get; }

    /// <summary>Whether a lost source can be reopened.</summary>
    public bool Heals => open is not null && IsLive;

    /// <summary>Whether to wait without limit for the first picture.</summary>
    public bool Waits { get; private init; }

    /// <summary>Silence after which a live source counts as lost, from the user's setting and the source's rate. Safe from any thread.</summary>
    public TimeSpan Stall
    {
        get => SourceOptions.Patience(field, source?.Period ?? period); // a stream may turn out to be polled
        private init;
    } = SourceOptions.DefaultStall;

    /// <summary>The error of a run without a picture, whose source gave no reason.</summary>
    public DeviceException NoPicture() => new($"{Name}: delivers no picture; check that it is on and that no other program uses it, or let the run take longer");

    /// <summary>A source that the caller owns and that is never reopened.</summary>
    public static SourceConnection To(IFrameSource source) => new(open: null, source, source.Name, absent: null);

    /// <summary>Opens a source.</summary>
    /// <param name="open">Opens it, now and after each loss.</param>
    /// <param name="name">Name of the source while it is absent.</param>
    /// <param name="stall">Silence after which it counts as lost.</param>
    /// <param name="wait">True to continue while the source is absent.</param>
    /// <exception cref="DeviceException">The source is absent.</exception>
    public static SourceConnection Open(Func<IFrameSource> open, string name, TimeSpan stall, bool wait)
    {
        try
        {
            return new SourceConnection(open, open(), name, absent: null) { Stall = stall, Waits = wait };
        }
        catch (Exception e) when (wait && e is not (UsageException or InputException or OperationCanceledException))
        {
            return new SourceConnection(open, source: null, name, e as DeviceException ?? new SourceFault(name, e)) { Stall = stall, Waits = true };
        }
    }

    /// <summary>Returns the open source, or opens it.</summary>
    /// <exception cref="UserException">It cannot be opened, or a file answers instead of the expected live source.</exception>
    public IFrameSource Source() => source ??= Reopen(open!());

    /// <summary>Closes the source; the next call of <see cref="Source"/> reopens it. Throws nothing: a failure is told, and the source counts as closed.</summary>
    public void Close()
    {
        if (borrowed)
        {
            return;
        }

        period = source?.Period ?? period;
        (IFrameSource? closing, source) = (source, null);
        try
        {
            closing?.Dispose();
        }
#pragma warning disable CA1031 // not swallowed: Health tells it
        catch (Exception e)
#pragma warning restore CA1031
        {
            Health.Tell(new SourceFault(Name, e));
        }
    }

    /// <summary>Leaks the source, since a hanging thread still uses it.</summary>
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
        throw new DeviceException($"{Name}: now delivers a picture or a file instead of a live stream");
    }
}
