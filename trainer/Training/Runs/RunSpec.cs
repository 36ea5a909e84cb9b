using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>All that a run depends on: <c>run.json</c> holds this record.</summary>
/// <param name="Data">What <c>--data</c> said.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Architecture">The network.</param>
/// <param name="Input">What it is fed with.</param>
/// <param name="Labels">Class names.</param>
/// <param name="MaxSteps">Steps after which the run ends before its last epoch, with the schedule fitted to them.</param>
/// <param name="Commit">Commit of this repository that began the run.</param>
/// <param name="Host">Machine that began it, in words.</param>
/// <param name="Pretrained">File of the weights that it started from.</param>
internal sealed record RunSpec(
    string Data,
    Recipe Recipe,
    ArchitectureSpec Architecture,
    InputSpec Input,
    IReadOnlyList<string> Labels,
    long? MaxSteps = null,
    string Commit = RunSpec.Unknown,
    string Host = RunSpec.Unknown,
    string? Pretrained = null)
{
    private const string Unknown = "unknown";

    /// <summary>Hash of the recipe's teacher, lower-case hexadecimal, of several with commas between them; null without one.</summary>
    public string? TeacherSha256 { get; init; }

    /// <summary>Whether the run ends before the test set is looked at; null: no.</summary>
    public bool? NoExport { get; init; }

    /// <summary>The bundle that is retrained; null where a network is trained from the start.</summary>
    public ParentSpec? Parent { get; init; }

    /// <summary>Hash of the pictures that parent and child are compared on; null without a parent.</summary>
    public string? HoldoutSha256 { get; init; }
}
