using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Replacing.Web;

/// <summary>The answer of <c>/api/model</c>.</summary>
internal sealed record ModelState
{
    /// <summary>The bundle's name.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the file that runs.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Which of the bundle's files runs.</summary>
    public required string Precision { get; init; }

    /// <summary>The execution provider that runs it.</summary>
    public required string Ep { get; init; }

    /// <summary>Where it was read.</summary>
    public required string Path { get; init; }

    /// <summary>What the network takes.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>Meaning of its logits, with the labels.</summary>
    public required OutputSpec Output { get; init; }

    /// <summary>When it took over, or the run began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether the model before still waits, in case this one fails.</summary>
    public required bool Probation { get; init; }

    /// <summary>The model before; absent for the first.</summary>
    public PreviousModel? Previous { get; init; }

    /// <summary>How often a model took over in this run.</summary>
    public required long Swaps { get; init; }

    /// <summary>Why the last model that was asked for does not answer; absent without a reason.</summary>
    public string? Problem { get; init; }

    /// <summary>The state of a switch.</summary>
    public static ModelState Of(ModelSwitch models)
    {
        ModelTurn now = models.Now;
        return new ModelState
        {
            Name = now.Model.Name,
            Sha256 = now.Model.Sha256,
            Precision = now.Model.Precision,
            Ep = now.Model.ExecutionProvider,
            Path = now.Path,
            Input = now.Model.Input,
            Output = now.Model.Output,
            Since = now.Since,
            Probation = models.OnProbation,
            Previous = now.Previous is ModelTurn before ? new PreviousModel(before.Model.Name, before.Model.Sha256, before.Path) : null,
            Swaps = now.Swaps,
            Problem = models.Status.Problem,
        };
    }
}

/// <summary>The model that answered before.</summary>
/// <param name="Name">The bundle's name.</param>
/// <param name="Sha256">SHA-256 of its file.</param>
/// <param name="Path">Where it was read.</param>
internal sealed record PreviousModel(string Name, string Sha256, string Path);
