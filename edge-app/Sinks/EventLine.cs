using System.Buffers;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>Makes the JSON line of a result, into a buffer that is used again. One thread.</summary>
internal sealed class EventLine : IDisposable
{
    private static readonly JsonEncodedText[] states = [.. Enum.GetNames<ResultState>().Select(name => JsonEncodedText.Encode(name.ToLowerInvariant()))];
    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly Utf8JsonWriter writer;
    private readonly string source;
    private readonly JsonEncodedText[] labels;
    private readonly DateTime startTime = DateTime.UtcNow;
    private readonly long startTimestamp = Stopwatch.GetTimestamp();

    /// <summary>Prepares lines for a source and a model's labels.</summary>
    public EventLine(string source, IReadOnlyList<string> labels)
    {
        this.source = source;
        this.labels = [.. labels.Select(label => JsonEncodedText.Encode(label, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
        writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>The line with its line feed, valid until the next call.</summary>
    public ReadOnlySpan<byte> Format(FrameResult result)
    {
        buffer.ResetWrittenCount();
        writer.Reset();
        writer.WriteStartObject();
        writer.WriteNumber("frame"u8, result.Frame);
        writer.WriteString("time"u8, startTime + Stopwatch.GetElapsedTime(startTimestamp, result.Captured));
        writer.WriteString("source"u8, result.Name ?? source);
        writer.WriteString("label"u8, labels[result.TopClasses[0]]);
        WriteScore(result.TopScores[0]);
        writer.WriteString("state"u8, states[(int)result.State]);
        writer.WriteStartArray("top"u8);
        for (int i = 0; i < result.TopClasses.Length; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("label"u8, labels[result.TopClasses[i]]);
            WriteScore(result.TopScores[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("age_ms"u8, Rounded(result.AgeMs));
        writer.WriteStartObject("stages_ms"u8);
        writer.WriteNumber("capture"u8, Rounded(result.Stages.Capture));
        writer.WriteNumber("preprocess"u8, Rounded(result.Stages.Preprocess));
        writer.WriteNumber("inference"u8, Rounded(result.Stages.Inference));
        writer.WriteNumber("postprocess"u8, Rounded(result.Stages.Postprocess));
        writer.WriteNumber("overlay"u8, Rounded(result.Stages.Overlay));
        writer.WriteEndObject();
        if (result.Truth is int truth)
        {
            writer.WriteString("truth"u8, labels[truth]);
        }

        writer.WriteEndObject();
        writer.Flush();
        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    // Microseconds: more digits are noise.
    private static double Rounded(double milliseconds) => Math.Round(milliseconds, 3);

    // A network can overflow, and JSON knows no NaN.
    private void WriteScore(float score)
    {
        if (float.IsFinite(score))
        {
            writer.WriteNumber("score"u8, score);
        }
        else
        {
            writer.WriteNull("score"u8);
        }
    }
}
