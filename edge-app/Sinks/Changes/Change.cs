using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Events;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Sinks.Changes;

/// <summary>A change of what is seen, as MQTT's state, webhook and command tell it.</summary>
internal sealed record Change
{
    /// <summary>When the frame behind it was captured, or the source was lost.</summary>
    public required DateTime Time { get; init; }

    /// <summary>The source, or the name of the picture.</summary>
    public required string Source { get; init; }

    /// <summary><c>stable</c>, <c>unknown</c> or <c>lost</c>.</summary>
    public required ResultState State { get; init; }

    /// <summary>The label that is shown; null unless the state is stable.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Label { get; init; }

    /// <summary>Its score in the frame behind the change; null where that did not name it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required float? Score { get; init; }

    /// <summary>Number of the frame.</summary>
    public required long Frame { get; init; }

    /// <summary>How often the source was opened again until now.</summary>
    public required int Reconnects { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of its file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Which of its files runs.</summary>
    public required string Precision { get; init; }

    /// <summary>The execution provider that really runs.</summary>
    public required string Ep { get; init; }

    /// <summary>What a result that <see cref="ChangeDetector"/> has named a change says.</summary>
    public static Change Of(FrameResult result, EventOrigin origin)
    {
        bool named = result.State == ResultState.Stable;
        int place = named ? result.TopClasses.IndexOf(result.ShownClass) : -1;
        return new Change
        {
            Time = DateTime.UtcNow - Stopwatch.GetElapsedTime(result.Moment),
            Source = result.Name ?? origin.Source,
            State = result.State,
            Label = named ? origin.Labels[result.ShownClass] : null,
            Score = place >= 0 && float.IsFinite(result.TopScores[place]) ? result.TopScores[place] : null,
            Frame = result.Frame,
            Reconnects = result.Reconnects,
            Model = origin.Model,
            Sha256 = origin.Sha256,
            Precision = origin.Precision,
            Ep = origin.Ep,
        };
    }

    /// <summary>As JSON on one line.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StrictJson.Line);
}
