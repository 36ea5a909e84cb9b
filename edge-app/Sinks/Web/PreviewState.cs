using System.Text.Json;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>A copy of what the HUD says, which outlives the call that lent it.</summary>
internal sealed class PreviewState
{
    private readonly HudEntry[] top = new HudEntry[8];
    private int topCount;
    private HudState? facts;

    /// <summary>Size of the picture in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Size of the picture in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Copies everything; allocates on the first call only.</summary>
    public void CopyFrom(HudFrame frame)
    {
        HudState from = frame.State;
        facts ??= new HudState(0);
        facts.Model = from.Model;
        facts.Provider = from.Provider;
        facts.Source = from.Source;
        facts.Seconds = from.Seconds;
        facts.HasResult = from.HasResult;
        facts.Label = from.Label;
        facts.State = from.State;
        facts.Truth = from.Truth;
        facts.CaptureFps = from.CaptureFps;
        facts.InferenceFps = from.InferenceFps;
        facts.DisplayFps = from.DisplayFps;
        facts.Stages = from.Stages;
        facts.AgeMs = from.AgeMs;
        facts.PictureAgeMs = from.PictureAgeMs;
        facts.Frame = from.Frame;
        facts.Captured = from.Captured;
        facts.Processed = from.Processed;
        facts.Dropped = from.Dropped;
        facts.Reconnects = from.Reconnects;
        facts.Paused = from.Paused;
        facts.Banner = from.Banner;
        facts.Message = from.Message;
        facts.Region = from.Region;
        topCount = Math.Min(from.HasResult ? from.TopCount : 0, top.Length);
        from.Top.AsSpan(0, topCount).CopyTo(top);
        (Width, Height) = (frame.Picture.Cols, frame.Picture.Rows);
    }

    /// <summary>Writes it as one JSON object, in the words of the events.</summary>
    public void Write(Utf8JsonWriter json)
    {
        HudState state = facts ?? new HudState(0);
        json.WriteStartObject();
        json.WriteNumber("frame", state.Frame);
        json.WriteString("source", state.Source);
        json.WriteString("model", state.Model);
        json.WriteString("ep", state.Provider);
        json.WriteNumber("seconds", Rounded(state.Seconds));
        json.WriteBoolean("has_result", state.HasResult);
        json.WriteString("label", state.Label);
        json.WriteString("state", NameOf(state.State));
        json.WriteStartArray("top");
        foreach (HudEntry entry in top.AsSpan(0, topCount))
        {
            json.WriteStartObject();
            json.WriteNumber("class", entry.Class);
            json.WriteString("label", entry.Label);
            json.WriteNumber("score", Math.Round(Finite(entry.Score), 5));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("truth", state.Truth);
        WriteNumbers(json, state);
        json.WriteBoolean("paused", state.Paused);
        json.WriteString("banner", state.Banner);
        json.WriteString("message", state.Message);
        json.WriteNumber("width", Width);
        json.WriteNumber("height", Height);
        PixelRect region = state.Region;
        json.WriteStartArray("region");
        json.WriteNumberValue(region.X);
        json.WriteNumberValue(region.Y);
        json.WriteNumberValue(region.Width);
        json.WriteNumberValue(region.Height);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, HudState state)
    {
        json.WriteNumber("fps", Rounded(state.InferenceFps));
        json.WriteNumber("capture_fps", Rounded(state.CaptureFps));
        json.WriteNumber("display_fps", Rounded(state.DisplayFps));
        json.WriteNumber("age_ms", Rounded(state.AgeMs));
        json.WriteNumber("picture_age_ms", Rounded(state.PictureAgeMs));
        json.WriteStartObject("stages_ms");
        json.WriteNumber("capture", Rounded(state.Stages.Capture));
        json.WriteNumber("preprocess", Rounded(state.Stages.Preprocess));
        json.WriteNumber("inference", Rounded(state.Stages.Inference));
        json.WriteNumber("postprocess", Rounded(state.Stages.Postprocess));
        json.WriteNumber("overlay", Rounded(state.Stages.Overlay));
        json.WriteEndObject();
        json.WriteNumber("frames_captured", state.Captured);
        json.WriteNumber("frames_processed", state.Processed);
        json.WriteNumber("frames_dropped", state.Dropped);
        json.WriteNumber("reconnects", state.Reconnects);
    }

    private static string NameOf(ResultState state) => state switch
    {
        ResultState.Stable => "stable",
        ResultState.Changing => "changing",
        ResultState.Unknown => "unknown",
        _ => "lost",
    };

    private static double Rounded(double value) => Math.Round(Finite(value), 3);

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
