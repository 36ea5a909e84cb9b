using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Export.Bundle;

/// <summary>What becomes a bundle.</summary>
internal sealed record BundleRequest
{
    /// <summary>The bundle's name, such as <c>fashion-resnet18</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Trained weights, float32 on the CPU. Is put into evaluation mode.</summary>
    public required Network Network { get; init; }

    /// <summary>What the graph expects.</summary>
    public required InputSpec Input { get; init; }

    /// <summary>Class names in the order of the logits.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Pictures for the proof and the calibration, not trained on.</summary>
    public required IImageSet HeldOut { get; init; }

    /// <summary>Pictures that accuracy is reported on, and that samples are taken from.</summary>
    public required IImageSet Reported { get; init; }

    /// <summary>How the weights came to be.</summary>
    public required TrainingSpec Training { get; init; }

    /// <summary>Licence of the weights.</summary>
    public required string License { get; init; }

    /// <summary>Licence of the data.</summary>
    public required string DataLicense { get; init; }

    /// <summary>What chose the checkpoint; null where nothing was chosen.</summary>
    public SelectionSpec? Selection { get; init; }

    /// <summary>The run's <c>metrics.jsonl</c>, for the page's curves; empty where there is none.</summary>
    public IReadOnlyList<EpochMetrics> Epochs { get; init; } = [];
}
