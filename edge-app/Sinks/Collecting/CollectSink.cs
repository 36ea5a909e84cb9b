using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>Keeps clean pictures that are worth a label: unknown, uncertain, or of another class than before.</summary>
internal sealed class CollectSink : IFrameSink
{
    private const int Waiting = 2; // whole pictures
    private static readonly TimeSpan expireEvery = TimeSpan.FromHours(1);
    private readonly Inbox inbox;
    private readonly CollectTrigger trigger;
    private readonly string source;
    private readonly TimeProvider clock;
    private readonly CollectedPicture borrowed;
    private readonly SinkWorker<CollectedPicture> worker;
    private readonly List<CollectedPicture> slots = [];
    private CollectReasons reasons;
    private string? label;
    private long alike;

    /// <summary>Creates the inbox.</summary>
    /// <param name="settings">What is kept, and where.</param>
    /// <param name="source">The source, without credentials.</param>
    /// <param name="clock">Null for the system's clock.</param>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public CollectSink(CollectSettings settings, string source, TimeProvider? clock = null)
    {
        this.source = source;
        this.clock = clock ?? TimeProvider.System;
        inbox = new Inbox(settings);
        trigger = new CollectTrigger(settings, clock);
        borrowed = Slot();
        worker = new(new(Status, Waiting, WhenFull.DropNewest, Slot, static (from, to) => from.CopyTo(to)) { Stuck = "the disk hangs" }, Deliver)
        {
            Begin = Begin,
            Idle = Expire,
            IdleEvery = expireEvery,
            End = DisposeSlots,
        };
    }

    public SinkStatus Status { get; } = new("collect");

    public ISinkWorker Worker => worker;

    /// <summary>Pictures that were left out because one like them is there.</summary>
    public long Alike => Interlocked.Read(ref alike);

    /// <summary>What a person says of the picture on the screen.</summary>
    public LabelRequest Labels { get; } = new();

    /// <summary>Starts the thread.</summary>
    public void Start() => worker.Start();

    public bool Wants(FrameResult result)
    {
        reasons = trigger.Judge(result);
        label = result.State == ResultState.Lost ? null : Labels.Take();
        reasons |= label is null ? CollectReasons.None : CollectReasons.Said;
        return reasons != CollectReasons.None;
    }

    public void Take(Frame frame, FrameResult result, ReadOnlySpan<float> features, PixelRect? region)
    {
        borrowed.Borrow(frame, result, features, region, reasons, label);
        worker.Add(borrowed);
    }

    public void Dispose() => worker.Dispose();

    private CollectedPicture Slot()
    {
        CollectedPicture slot = new();
        slots.Add(slot);
        return slot;
    }

    private void Begin()
    {
        inbox.Load();
        Expire();
    }

    private void Expire() => inbox.Expire(clock.GetUtcNow());

    private void DisposeSlots() => slots.ForEach(static slot => slot.Dispose());

    private Outcome Deliver(CollectedPicture picture)
    {
        if (inbox.Add(picture, Describe(picture)))
        {
            return Outcome.Delivered;
        }

        Interlocked.Increment(ref alike);
        return Outcome.Skipped;
    }

    private InboxEntry Describe(CollectedPicture picture)
    {
        FrameResult result = picture.Result;
        IReadOnlyList<string> labels = result.Model.Labels;
        return new InboxEntry
        {
            Time = picture.Time,
            Source = source,
            Frame = picture.Frame.Index,
            Name = picture.Frame.Name,
            Reasons = [.. Enum.GetValues<CollectReasons>().Where(reason => reason != CollectReasons.None && picture.Reasons.HasFlag(reason)).Select(reason => reason.ToString().ToLowerInvariant())],
            State = result.State.ToString().ToLowerInvariant(),
            Shown = result.ShownLabel,
            Label = picture.Label,
            Top = [.. Enumerable.Range(0, result.TopCount).Select(place => new InboxScore(labels[result.TopClasses[place]], Finite(result.TopScores[place])))],
            UnknownBy = result.Model.Output.UnknownBy,
            Known = Finite(result.Known),
            Region = picture.Region is { } region ? new InboxRegion(region.X, region.Y, region.Width, region.Height) : null,
            Model = result.Model.Name,
            Sha256 = result.Model.Sha256,
            Precision = result.Model.Precision,
            Features = [],
            Group = result.IsUnknown ? null : labels[result.TopClasses[0]],
        };
    }

    private static double? Finite(float number) => float.IsFinite(number) ? number : null;
}
