using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>One bar of the HUD: a class and its score of the newest result, 0…1, not smoothed. Bars are matched over time by <see cref="Class"/>.</summary>
internal readonly record struct HudEntry(int Class, string Label, float Score);

/// <summary>All that the HUD can say. The render loop owns it and fills it anew for every picture; a sink that needs it later copies what it needs.</summary>
internal sealed class HudState
{
    /// <summary>Prepares room for <paramref name="topK"/> entries.</summary>
    public HudState(int topK) => Top = new HudEntry[topK];

    /// <summary>The bundle's name.</summary>
    public string Model { get; set; } = "";

    /// <summary>The execution provider that really runs.</summary>
    public string Provider { get; set; } = "";

    /// <summary>Which of the bundle's files runs, such as <c>fp32</c>.</summary>
    public string Precision { get; set; } = "";

    /// <summary>SHA-256 of that file, lower-case hexadecimal.</summary>
    public string Sha256 { get; set; } = "";

    /// <summary>The source, without credentials.</summary>
    public string Source { get; set; } = "";

    /// <summary>Seconds since the pipeline started, on the display's clock: drives smoothing.</summary>
    public double Seconds { get; set; }

    /// <summary>False until the first result is there.</summary>
    public bool HasResult { get; set; }

    /// <summary>The label to show; empty before the first result.</summary>
    public string Label { get; set; } = "";

    /// <summary>How far <see cref="Label"/> can be trusted.</summary>
    public ResultState State { get; set; }

    /// <summary>The measure that tells what is known: one of <see cref="UnknownMeasure.Names"/>.</summary>
    public string UnknownBy { get; set; } = UnknownMeasure.Energy;

    /// <summary>That measure of the newest result; below <see cref="UnknownBelow"/> it is unknown.</summary>
    public float Known { get; set; }

    /// <summary>The measure below which a frame is unknown; 0: never.</summary>
    public double UnknownBelow { get; set; }

    /// <summary>The newest scores, best first; <see cref="TopCount"/> of them are valid.</summary>
    public HudEntry[] Top { get; }

    /// <summary>Valid entries of <see cref="Top"/>.</summary>
    public int TopCount { get; set; }

    /// <summary>The true label of the newest result, where the source knows it.</summary>
    public string? Truth { get; set; }

    /// <summary>Frames a second that the source delivered, over the last second.</summary>
    public double CaptureFps { get; set; }

    /// <summary>Frames a second that were classified, over the last second.</summary>
    public double InferenceFps { get; set; }

    /// <summary>Pictures a second that were drawn, over the last second.</summary>
    public double DisplayFps { get; set; }

    /// <summary>Where the milliseconds of the newest result went.</summary>
    public StageTimes Stages { get; set; }

    /// <summary>Milliseconds from the capture of the frame behind the newest result to the hand-over of that result.</summary>
    public double AgeMs { get; set; }

    /// <summary>When the frame behind the newest result was captured, a <see cref="System.Diagnostics.Stopwatch"/> timestamp; 0 before there is one.</summary>
    public long ResultCaptured { get; set; }

    /// <summary>Milliseconds from the capture of the frame shown until now.</summary>
    public double PictureAgeMs { get; set; }

    /// <summary>Number of the frame shown.</summary>
    public long Frame { get; set; }

    /// <summary>Frames captured.</summary>
    public long Captured { get; set; }

    /// <summary>Frames classified.</summary>
    public long Processed { get; set; }

    /// <summary>Frames that a newer one replaced before they were classified.</summary>
    public long Dropped { get; set; }

    /// <summary>How often the source was opened again.</summary>
    public int Reconnects { get; set; }

    /// <summary>True while the picture is held.</summary>
    public bool Paused { get; set; }

    /// <summary>A condition that lasts, such as a lost source; null when all is well.</summary>
    public string? Banner { get; set; }

    /// <summary>What is wrong with a sink, such as "record: disk full"; null when all is well.</summary>
    public string? Warning { get; set; }

    /// <summary>A short notice, such as "saved …"; null when there is none.</summary>
    public string? Message { get; set; }

    /// <summary>What the network sees of the picture, in its pixels.</summary>
    public PixelRect Region { get; set; }

    /// <summary>
    /// Whether a state still waits for what the newest frames say: unknown beside a measure that reaches the threshold, or a label
    /// beside one that does not. Without this word the display would contradict itself.
    /// </summary>
    public static bool IsSettling(ResultState state, double known, double unknownBelow) =>
        double.IsFinite(known) && state != ResultState.Lost && Scores.IsUnknown(known, unknownBelow) != (state == ResultState.Unknown);
}
