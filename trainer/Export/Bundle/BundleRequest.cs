using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Export.Bundle;

/// <summary>The content of an exported bundle.</summary>
internal sealed record BundleRequest
{
    /// <summary>The bundle's name, such as <c>fashion-resnet18</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The trained network, float32 on the CPU; the export sets evaluation mode.</summary>
    public required Network Network { get; init; }

    /// <summary>The input of the graph.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>Class names in the order of the logits.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Pictures for the proof and the calibration, not trained on.</summary>
    public required IImageSet HeldOut { get; init; }

    /// <summary>Pictures of the reported accuracy and the samples.</summary>
    public required IImageSet Reported { get; init; }

    /// <summary>How the weights were trained.</summary>
    public required TrainingSpec Training { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string License { get; init; }

    /// <summary>Licence of the data.</summary>
    public required string DataLicense { get; init; }

    /// <summary>How the checkpoint was chosen; null where nothing was chosen.</summary>
    public SelectionSpec? Selection { get; init; }

    /// <summary>The run's <c>metrics.jsonl</c>, for the page's curves; empty without one.</summary>
    public IReadOnlyList<EpochMetrics> Epochs { get; init; } = [];
}
