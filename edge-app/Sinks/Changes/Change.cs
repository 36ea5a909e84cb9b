using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>A change of the shown state, as sent to MQTT, webhook and command.</summary>
internal sealed record Change
{
    /// <summary>Capture time of the frame, or time of the loss.</summary>
    public required DateTime Time { get; init; }

    /// <summary>The source, or the picture's name.</summary>
    public required string Source { get; init; }

    /// <summary><c>stable</c>, <c>unknown</c> or <c>lost</c>.</summary>
    public required ResultState State { get; init; }

    /// <summary>The shown label; null unless the state is stable.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Label { get; init; }

    /// <summary>Its score in this frame; null if the frame did not name it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required float? Score { get; init; }

    /// <summary>Number of the frame.</summary>
    public required long Frame { get; init; }

    /// <summary>How often the source was reopened so far.</summary>
    public required int Reconnects { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of its file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Which of its files runs.</summary>
    public required string Precision { get; init; }

    /// <summary>The execution provider that runs.</summary>
    public required string Ep { get; init; }

    /// <summary>The change that <paramref name="result"/> reports; call it only if <see cref="ChangeDetector"/> returned true.</summary>
    /// <param name="result">The result.</param>
    /// <param name="source">The source, without credentials.</param>
    public static Change Of(FrameResult result, string source)
    {
        bool named = result.State == ResultState.Stable;
        int place = named ? result.TopClasses.IndexOf(result.ShownClass) : -1;
        return new Change
        {
            Time = result.Time,
            Source = result.Name ?? source,
            State = result.State,
            Label = named ? result.ShownLabel : null,
            Score = place >= 0 && float.IsFinite(result.TopScores[place]) ? result.TopScores[place] : null,
            Frame = result.Frame,
            Reconnects = result.Reconnects,
            Model = result.Model.Name,
            Sha256 = result.Model.Sha256,
            Precision = result.Model.Precision,
            Ep = result.Model.ExecutionProvider,
        };
    }

    /// <summary>Formats as JSON on one line.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StrictJson.Line);
}
