using System.Runtime.CompilerServices;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>One bar of the HUD: a class and its score of the newest result, 0…1, not smoothed. Bars are matched over time by <see cref="Class"/>.</summary>
internal readonly record struct HudEntry(int Class, string Label, float Score);

/// <summary>Room for the entries of a result.</summary>
[InlineArray(Length)]
internal struct HudTop
{
    /// <summary>The most classes in a result.</summary>
    public const int Length = 5;

    private HudEntry first;
}

/// <summary>What the HUD says of one picture. A copy outlives the call that lent it.</summary>
internal struct HudMoment
{
    /// <summary>Nothing yet.</summary>
    public HudMoment()
    {
    }

    /// <summary>Seconds since the pipeline started, on the display's clock: drives smoothing.</summary>
    public double Seconds { get; set; }

    /// <summary>False until the first result is there.</summary>
    public bool HasResult { get; set; }

    /// <summary>The label to show; empty before the first result.</summary>
    public string Label { get; set; } = "";

    /// <summary>How far <see cref="Label"/> can be trusted.</summary>
    public ResultState State { get; set; }

    /// <summary>How known the newest result is, by <see cref="HudState.UnknownBy"/>; below <see cref="UnknownBelow"/> it is unknown.</summary>
    public float Known { get; set; }

    /// <summary>The measure below which a frame is unknown; 0: never.</summary>
    public double UnknownBelow { get; set; }

    /// <summary>The newest scores, best first; <see cref="TopCount"/> of them are valid.</summary>
    public HudTop Top;

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

    /// <summary>When the newest frame that was classified passed each stage; all 0 before there is one.</summary>
    public FrameTimes Times { get; set; }

    /// <summary>Milliseconds from the capture of the frame behind the newest result to that result; of a lost source, of its last frame to the loss.</summary>
    public double AgeMs { get; set; }

    /// <summary>Milliseconds from the capture of the frame shown until now.</summary>
    public double PictureAgeMs { get; set; }

    /// <summary>Number of the frame shown.</summary>
    public long Frame { get; set; }

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
}
