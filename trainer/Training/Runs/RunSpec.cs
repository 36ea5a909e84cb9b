using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>Everything that a run depends on; the content of <c>run.json</c>.</summary>
/// <param name="Data">Value of <c>--data</c>.</param>
/// <param name="Recipe">The recipe.</param>
/// <param name="Architecture">The network.</param>
/// <param name="Input">Its input.</param>
/// <param name="Labels">Class names.</param>
/// <param name="MaxSteps">Steps after which the run ends before its last epoch, with the schedule fitted to them.</param>
/// <param name="Commit">Commit of this repository that began the run.</param>
/// <param name="Host">Description of the machine that began it.</param>
/// <param name="Pretrained">File of the initial weights.</param>
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

    /// <summary>Hash of the recipe's teacher, lower-case hexadecimal; several are separated by commas. Null without a teacher.</summary>
    public string? TeacherSha256 { get; init; }

    /// <summary>Whether the run ends before the test set is used; null: no.</summary>
    public bool? NoExport { get; init; }

    /// <summary>The retrained bundle; null for other trainings.</summary>
    public ParentSpec? Parent { get; init; }

    /// <summary>The pictures that the run began with; null in runs of earlier builds.</summary>
    public IReadOnlyList<ClassListing>? Pictures { get; init; }

    /// <summary>Hash of the comparison pictures; null without a parent.</summary>
    public string? HoldoutSha256 { get; init; }
}
