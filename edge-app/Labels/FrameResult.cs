namespace EdgeResNet.EdgeApp.Labels;

/// <summary>The network's result for one frame: a reused record.</summary>
internal sealed class FrameResult
{
    /// <summary>Most of <see cref="TopCount"/>.</summary>
    public const int MostTop = 5;

    private readonly int[] classes = new int[MostTop];
    private readonly float[] scores = new float[MostTop];

    /// <summary>An empty result, with <paramref name="topCount"/> best classes.</summary>
    public FrameResult(int topCount = 0) => TopCount = topCount;

    /// <summary>The model that answered; its labels name the classes of this result.</summary>
    public AnsweringModel Model { get; set; } = AnsweringModel.None;

    /// <summary>Number of the frame in its source.</summary>
    public long Frame { get; set; }

    /// <summary>Name of the picture, if it has one.</summary>
    public string? Name { get; set; }

    /// <summary>The true class among those of <see cref="Model"/>, if the source knows it.</summary>
    public int? Truth { get; set; }

    /// <summary>Number of best classes, at most <see cref="MostTop"/>; fewer where the model has fewer classes.</summary>
    public int TopCount { get; set; }

    /// <summary>The best classes, best first.</summary>
    public Span<int> TopClasses => classes.AsSpan(0, TopCount);

    /// <summary>Their scores, 0…1.</summary>
    public Span<float> TopScores => scores.AsSpan(0, TopCount);

    /// <summary>Whether this frame on its own is unknown: its measure is below the threshold, or its logits are not finite.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>The class to show; it changes only when several frames agree.</summary>
    public int ShownClass { get; set; }

    /// <summary>Name of <see cref="ShownClass"/>.</summary>
    public string ShownLabel => Model.Labels[ShownClass];

    /// <summary>Known measure of the frame, by the card's <see cref="Shared.Contract.OutputSpec.UnknownBy"/>: higher is better known. NaN if a logit is not finite.</summary>
    public float Known { get; set; }

    /// <summary>How often the source was reopened so far.</summary>
    public int Reconnects { get; set; }

    /// <summary>How far the label can be trusted. With <see cref="ResultState.Lost"/>, classes and scores are invalid and the age is that of the last picture.</summary>
    public ResultState State { get; set; }

    /// <summary>When the frame passed each stage.</summary>
    public FrameTimes Times { get; set; }

    /// <summary>Time of the event, a <see cref="System.Diagnostics.Stopwatch"/> timestamp: of the capture, or of the loss.</summary>
    public long Moment => State == ResultState.Lost ? Times.Finished : Times.Captured;

    /// <summary>The wall clock's time (UTC) of <see cref="Moment"/>, the same for every sink; see <see cref="Stamp"/>.</summary>
    public DateTime Time { get; set; }

    /// <summary>Asks the clock for this event's own time. A clock that is set during the run (no battery, NTP, suspend) is right from the next event on.</summary>
    public void Stamp(TimeProvider clock) => Time = clock.GetUtcNow().UtcDateTime - System.Diagnostics.Stopwatch.GetElapsedTime(Moment);

    /// <summary>Copies all fields into <paramref name="other"/>.</summary>
    public void CopyTo(FrameResult other)
    {
        other.Frame = Frame;
        other.Name = Name;
        other.Truth = Truth;
        other.Model = Model;
        other.TopCount = TopCount;
        TopClasses.CopyTo(other.TopClasses);
        TopScores.CopyTo(other.TopScores);
        other.IsUnknown = IsUnknown;
        other.ShownClass = ShownClass;
        other.Known = Known;
        other.Reconnects = Reconnects;
        other.State = State;
        other.Times = Times;
        other.Time = Time;
    }
}
