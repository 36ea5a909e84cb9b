using System.Runtime.CompilerServices;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>One bar of the HUD: a class and its newest score, 0…1, not smoothed. <see cref="Class"/> identifies a bar over time.</summary>
internal readonly record struct HudEntry(int Class, string Label, float Score);

/// <summary>Fixed room for the entries of a result.</summary>
[InlineArray(Length)]
internal struct HudTop
{
    /// <summary>Largest number of classes in a result.</summary>
    public const int Length = FrameResult.MostTop;

    private HudEntry first;
}

/// <summary>The changing part of the HUD state for one picture. A copy outlives the call.</summary>
internal struct HudMoment
{
    /// <summary>An empty moment.</summary>
    public HudMoment()
    {
    }

    /// <summary>Seconds since the start of the pipeline on the display's clock; drives animations.</summary>
    public double Seconds { get; set; }

    /// <summary>Whether a result exists.</summary>
    public bool HasResult { get; set; }

    /// <summary>The model that gave the result.</summary>
    public AnsweringModel Model { get; set; } = AnsweringModel.None;

    /// <summary>The label to show; empty before the first result.</summary>
    public string Label { get; set; } = "";

    /// <summary>How far <see cref="Label"/> can be trusted.</summary>
    public ResultState State { get; set; }

    /// <summary>Known measure of the newest result, by the card of <see cref="Model"/>; unknown if below <see cref="UnknownBelow"/>.</summary>
    public float Known { get; set; }

    /// <summary>Frames with a lower measure are unknown; 0 for never.</summary>
    public double UnknownBelow { get; set; }

    /// <summary>The newest scores, best first; <see cref="TopCount"/> of them are valid.</summary>
    public HudTop Top;

    /// <summary>Valid entries of <see cref="Top"/>.</summary>
    public int TopCount { get; set; }

    /// <summary>The true label of the newest result, if the source knows it.</summary>
    public string? Truth { get; set; }

    /// <summary>Frames per second from the source, over the last second.</summary>
    public double CaptureFps { get; set; }

    /// <summary>Frames per second classified, over the last second.</summary>
    public double InferenceFps { get; set; }

    /// <summary>Pictures per second drawn, over the last second.</summary>
    public double DisplayFps { get; set; }

    /// <summary>Times of the newest classified frame; all 0 before the first.</summary>
    public FrameTimes Times { get; set; }

    /// <summary>Age of the newest result in milliseconds; after a loss, from the last frame to the loss.</summary>
    public double AgeMs { get; set; }

    /// <summary>Milliseconds since the capture of the shown frame.</summary>
    public double PictureAgeMs { get; set; }

    /// <summary>Number of the frame shown.</summary>
    public long Frame { get; set; }

    /// <summary>Frames classified.</summary>
    public long Processed { get; set; }

    /// <summary>Frames replaced by a newer one before they were classified.</summary>
    public long Dropped { get; set; }

    /// <summary>How often the source was reopened.</summary>
    public int Reconnects { get; set; }

    /// <summary>True while the picture is frozen.</summary>
    public bool Paused { get; set; }

    /// <summary>A lasting condition, such as a lost source; null without one.</summary>
    public string? Banner { get; set; }

    /// <summary>A problem of a sink, such as "record: disk full"; null without one.</summary>
    public string? Warning { get; set; }

    /// <summary>A short notice, such as "saved …"; null without one.</summary>
    public string? Message { get; set; }

    /// <summary>The region that the network sees, in pixels of the picture.</summary>
    public PixelRect Region { get; set; }

    /// <summary>Whether another result has the same model, label, state and truth.</summary>
    public readonly bool ReadsLike(in HudMoment other) => HasResult == other.HasResult && State == other.State && ReferenceEquals(Model, other.Model)
        && string.Equals(Label, other.Label, StringComparison.Ordinal) && string.Equals(Truth, other.Truth, StringComparison.Ordinal);

    /// <summary>Score of <see cref="Label"/>, which lags behind the best class while results change; −1 if it is not among the best.</summary>
    public readonly float ScoreOfLabel()
    {
        for (int i = 0; i < TopCount; i++)
        {
            if (string.Equals(Top[i].Label, Label, StringComparison.Ordinal))
            {
                return Top[i].Score;
            }
        }

        return -1;
    }
}
