using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Export.Bundle;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Tests.Export;

/// <summary>A bundle as <c>train</c> exports it, of a small network with random weights.</summary>
internal static class NoisyBundle
{
    public static ModelCard Export(InputSpec input, int classes, DataSplits data, string folder, CancellationToken stop)
    {
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, classes);
        return BundleExporter.Export(
            new BundleRequest
            {
                Name = "noisy",
                Network = network,
                Input = input,
                Labels = RandomNetwork.Output(classes).Labels,
                HeldOut = data.Validation,
                Reported = data.Reported,
                Training = RandomNetwork.Training,
                License = "MIT",
                DataLicense = "none",
            },
            folder,
            stop).Card;
    }
}
