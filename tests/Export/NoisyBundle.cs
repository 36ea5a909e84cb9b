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

/// <summary>One <see cref="NoisyBundle"/>, exported once for all tests of a class; each test gets a copy.</summary>
public sealed class NoisyBundleFixture : IDisposable
{
    private readonly TemporaryFolder made = new();
    private ModelCard? card;

    /// <summary>Copies the bundle to a folder that does not exist.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="export">Writes the bundle into a folder; called by the first test only.</param>
    internal ModelCard CopyTo(string folder, Func<string, ModelCard> export)
    {
        card ??= export(made["b"]);
        foreach (string file in Directory.GetFiles(made["b"], "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(made["b"], file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return card;
    }

    public void Dispose() => made.Dispose();
}
