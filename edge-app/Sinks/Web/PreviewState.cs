using System.Text.Json;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>A copy of the HUD state that outlives the call.</summary>
internal sealed class PreviewState
{
    private const int Fine = 4; // digits of a threshold, as calibration writes it
    private static readonly string[] stateNames = [.. Enum.GetNames<ResultState>().Select(name => name.ToLowerInvariant())];
    private HudMoment now = new();

    /// <summary>Size of the picture in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Size of the picture in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Copies the values that change between pictures, without allocating.</summary>
    public void CopyFrom(HudFrame frame)
    {
        now = frame.State.Now;
        (Width, Height) = (frame.Picture.Mat.Cols, frame.Picture.Mat.Rows);
    }

    /// <summary>Writes the state as one JSON object, with the names of the events.</summary>
    /// <param name="json">Receives the object.</param>
    /// <param name="metrics">The run, its counters and its health.</param>
    /// <param name="viewers">Number of viewers.</param>
    public void Write(Utf8JsonWriter json, LiveMetrics metrics, int viewers)
    {
        LiveFacts facts = metrics.Facts;
        AnsweringModel model = now.HasResult ? now.Model : facts.Model; // of the shown result
        json.WriteStartObject();
        json.WriteNumber("frame", now.Frame);
        json.WriteString("source", facts.Source);
        json.WriteString("model", model.Name);
        json.WriteString("ep", model.ExecutionProvider);
        json.WriteString("precision", model.Precision);
        json.WriteString("sha256", model.Sha256);
        json.WriteNumber("seconds", Rounded(now.Seconds));
        WriteResult(json, facts, model.Output.UnknownBy);
        WriteTimes(json, metrics.TakeHighest());
        json.WriteNumber("fps", Rounded(now.InferenceFps));
        json.WriteNumber("capture_fps", Rounded(now.CaptureFps));
        json.WriteNumber("display_fps", Rounded(now.DisplayFps));
        json.WriteNumber("frames_captured", facts.Counters.Captured);
        json.WriteNumber("frames_processed", facts.Counters.Processed);
        json.WriteNumber("frames_dropped", facts.Counters.Dropped);
        json.WriteNumber("frames_torn", facts.Counters.Torn);
        json.WriteNumber("reconnects", facts.Health.Reconnects);
        json.WriteNumber("viewers", viewers);
        string? ailment = metrics.Ailment();
        json.WriteBoolean("healthy", ailment is null);
        json.WriteString("health", ailment ?? "ok");
        json.WriteString("banner", now.Banner);
        json.WriteString("warning", now.Warning);
        json.WriteString("message", facts.Controls.Message);
        WriteControls(json, facts.Controls, model.Output);
        WriteSinks(json, facts.Sinks);
        json.WriteNumber("width", Width);
        json.WriteNumber("height", Height);
        PixelRect region = now.Region;
        json.WriteStartArray("region");
        json.WriteNumberValue(region.X);
        json.WriteNumberValue(region.Y);
        json.WriteNumberValue(region.Width);
        json.WriteNumberValue(region.Height);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Name of a state in events.</summary>
    public static string NameOf(ResultState state) => stateNames[(int)state];

    private static void WriteControls(Utf8JsonWriter json, PipelineControls controls, OutputSpec output)
    {
        json.WriteBoolean("paused", controls.Paused);
        json.WriteBoolean("overlay", controls.OverlayVisible);
        json.WriteNumber("unknown_below", Rounded(controls.UnknownBelow, Fine));
        json.WriteString("unknown_by", output.UnknownBy);
        json.WriteString("measure", UnknownMeasure.Word(output.UnknownBy));
        json.WriteNumber("threshold_step", ThresholdStep.Of(output));
    }

    private static void WriteSinks(Utf8JsonWriter json, IReadOnlyList<SinkStatus> sinks)
    {
        json.WriteStartArray("sinks");
        foreach (SinkStatus sink in sinks)
        {
            json.WriteStartObject();
            json.WriteString("name", sink.Name);
            json.WriteNumber("delivered", sink.Delivered);
            json.WriteNumber("lost", sink.Lost);
            json.WriteString("problem", sink.Problem);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteResult(Utf8JsonWriter json, LiveFacts facts, string measure)
    {
        bool seen = now.HasResult && now.State != ResultState.Lost; // a lost source has no classes
        json.WriteBoolean("has_result", now.HasResult);
        json.WriteString("label", seen ? now.Label : null);
        float score = now.State == ResultState.Unknown ? -1 : now.ScoreOfLabel();
        if (seen && score >= 0)
        {
            json.WriteNumber("score", Math.Round(Finite(score), 5));
        }
        else
        {
            json.WriteNull("score"); // the label is not among the best of this frame
        }

        json.WriteString("state", NameOf(now.State));
        json.WriteBoolean("settling", seen && HudState.IsSettling(now.State, now.Known, facts.Controls.UnknownBelow));
        if (seen && float.IsFinite(now.Known))
        {
            json.WriteNumber(measure, Rounded(now.Known, Fine));
        }
        else
        {
            json.WriteNull(measure);
        }

        json.WriteStartArray("top");
        for (int i = 0; seen && i < now.TopCount; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("class", now.Top[i].Class);
            json.WriteString("label", now.Top[i].Label);
            json.WriteNumber("score", Math.Round(Finite(now.Top[i].Score), 5));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("truth", seen ? now.Truth : null);
    }

    private void WriteTimes(Utf8JsonWriter json, (double Age, double Inference) highest)
    {
        json.WriteNumber("age_ms", Rounded(now.AgeMs));
        json.WriteNumber("age_max_ms", Rounded(Math.Max(highest.Age, now.AgeMs)));
        json.WriteNumber("inference_max_ms", Rounded(Math.Max(highest.Inference, now.Times.InferenceMs)));
        json.WriteNumber("picture_age_ms", Rounded(now.PictureAgeMs));
        json.WriteStartObject("stages_ms");
        json.WriteNumber("capture", Rounded(now.Times.CaptureMs));
        json.WriteNumber("preprocess", Rounded(now.Times.PreprocessMs));
        json.WriteNumber("inference", Rounded(now.Times.InferenceMs));
        json.WriteNumber("postprocess", Rounded(now.Times.PostprocessMs));
        json.WriteNumber("overlay", Rounded(now.Times.OverlayMs));
        json.WriteEndObject();
    }

    private static double Rounded(double value, int digits = 3) => Math.Round(Finite(value), digits);

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
