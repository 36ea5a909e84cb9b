using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;

namespace EdgeResNet.Trainer.Evaluation;

/// <summary>What to measure.</summary>
/// <param name="Model">Value of <c>--model</c>.</param>
/// <param name="Data">Value of <c>--data</c>.</param>
internal sealed record EvaluationRequest(string Model, string Data)
{
    /// <summary>Strange pictures to be told apart; null for none.</summary>
    public string? Ood { get; init; }

    /// <summary>Which of the bundle's files is measured.</summary>
    public string Precision { get; init; } = ModelBundle.DefaultPrecision;

    /// <summary>The measured part of a folder without a test or validation set.</summary>
    public MeasuredPart Part { get; init; }

    /// <summary>Whether the lines begin with a table of the classes.</summary>
    public bool Verbose { get; init; }

    /// <summary>Receives lines on the data.</summary>
    public Action<string> Report { get; init; } = _ => { };
}
