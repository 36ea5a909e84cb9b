using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>Formats a result as a JSON line in a reused buffer. One thread.</summary>
internal sealed class EventLine : IDisposable
{
    private static readonly JsonEncodedText[] states = [.. Enum.GetNames<ResultState>().Select(name => JsonEncodedText.Encode(name.ToLowerInvariant()))];
    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly Utf8JsonWriter writer;
    private readonly string source;
    private AnsweringModel model = AnsweringModel.None; // the one whose names are encoded below
    private JsonEncodedText[] labels = [];
    private JsonEncodedText name;
    private JsonEncodedText measure;

    /// <summary>Prepares lines.</summary>
    /// <param name="source">The source, without credentials.</param>
    public EventLine(string source)
    {
        this.source = source;
        writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>The line with its line feed, valid until the next call.</summary>
    public ReadOnlySpan<byte> Format(FrameResult result)
    {
        Follow(result.Model);
        bool seen = result.State != ResultState.Lost; // a lost source has no classes
        buffer.ResetWrittenCount();
        writer.Reset();
        writer.WriteStartObject();
        writer.WriteNumber("frame"u8, result.Frame);
        writer.WriteString("time"u8, result.Time);
        writer.WriteString("source"u8, result.Name ?? source);
        WriteLabel("label"u8, seen ? result.TopClasses[0] : null);
        WriteNumber("score"u8, seen ? result.TopScores[0] : float.NaN);
        writer.WriteString("state"u8, states[(int)result.State]);
        writer.WriteStartArray("top"u8);
        for (int i = 0; seen && i < result.TopCount; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("label"u8, labels[result.TopClasses[i]]);
            WriteNumber("score"u8, result.TopScores[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("age_ms"u8, Rounded(result.Times.AgeMs));
        writer.WriteStartObject("stages_ms"u8);
        writer.WriteNumber("capture"u8, Rounded(result.Times.CaptureMs));
        writer.WriteNumber("preprocess"u8, Rounded(result.Times.PreprocessMs));
        writer.WriteNumber("inference"u8, Rounded(result.Times.InferenceMs));
        writer.WriteNumber("postprocess"u8, Rounded(result.Times.PostprocessMs));
        writer.WriteNumber("overlay"u8, Rounded(result.Times.OverlayMs));
        writer.WriteEndObject();
        if (seen && result.Truth is int truth)
        {
            writer.WriteString("truth"u8, labels[truth]);
        }

        WriteLabel("shown"u8, seen ? result.ShownClass : null);
        WriteNumber(measure.EncodedUtf8Bytes, seen ? result.Known : float.NaN);
        writer.WriteNumber("reconnects"u8, result.Reconnects);
        writer.WriteString("model"u8, name);
        writer.WriteString("sha256"u8, model.Sha256);
        writer.WriteString("precision"u8, model.Precision);
        writer.WriteString("ep"u8, model.ExecutionProvider);
        writer.WriteEndObject();
        writer.Flush();
        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }

    public void Dispose() => writer.Dispose();

    private void Follow(AnsweringModel next)
    {
        if (!ReferenceEquals(next, model))
        {
            model = next;
            labels = [.. next.Labels.Select(label => JsonEncodedText.Encode(label, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
            name = JsonEncodedText.Encode(next.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
            measure = JsonEncodedText.Encode(next.Output.UnknownBy);
        }
    }

    // Microseconds: more digits are noise.
    private static double Rounded(double milliseconds) => Math.Round(milliseconds, 3);

    private void WriteLabel(ReadOnlySpan<byte> name, int? number)
    {
        if (number is int known)
        {
            writer.WriteString(name, labels[known]);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    // A network can overflow, and JSON has no NaN.
    private void WriteNumber(ReadOnlySpan<byte> name, float number)
    {
        if (float.IsFinite(number))
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
