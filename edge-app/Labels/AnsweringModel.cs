using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Labels;

/// <summary>The model behind a result. Each result refers to its own; a model that replaces another is another object, even with the same file.</summary>
internal sealed record AnsweringModel
{
    /// <summary>Stands in a result that no model has filled.</summary>
    public static readonly AnsweringModel None = new()
    {
        Name = "",
        Sha256 = "",
        Precision = "",
        ExecutionProvider = "",
        Input = new InputSpec { Color = "gray", Height = 1, Width = 1, Mean = [0], Std = [1] },
        Output = new OutputSpec { Name = "logits", Labels = [], Temperature = 1, UnknownBelow = 0 },
    };

    /// <summary>The bundle's name.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the file that runs, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Which of the bundle's files runs, such as <c>fp32</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>The execution provider that runs it.</summary>
    public required string ExecutionProvider { get; init; }

    /// <summary>What the network takes.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>Meaning of the logits.</summary>
    public required OutputSpec Output { get; init; }

    /// <summary>Names of the classes, in the order of the logits.</summary>
    public IReadOnlyList<string> Labels => Output.Labels;

    /// <summary>Whether the classes of <paramref name="other"/> have the same names in the same order.</summary>
    public bool HasLabelsOf(AnsweringModel other) => ReferenceEquals(Labels, other.Labels) || Labels.SequenceEqual(other.Labels, StringComparer.Ordinal);
}
