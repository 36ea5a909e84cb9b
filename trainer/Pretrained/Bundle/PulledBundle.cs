using System.Text.Json;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Bundle;

/// <summary>Origin of a pulled bundle's weights; replaces the recipe in its card.</summary>
/// <param name="Weights">Name, such as <c>torchvision:resnet18@V1</c>.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Sha256">Its hash, lower-case hexadecimal.</param>
/// <param name="Published">Whether it is the published file.</param>
/// <param name="PublishedTop1">Published accuracy, 0 to 1; absent for another file.</param>
internal sealed record PulledWeights(string Weights, string File, string Sha256, bool Published, double? PublishedTop1);

/// <summary>Makes a bundle of published weights: float32, ImageNet's labels, a proof against TorchSharp on noise, no measured accuracy.</summary>
internal static class PulledBundle
{
    private const string ModelFile = "model.onnx";
    private const int BatchSize = 16;

    /// <summary>Key of <see cref="PulledWeights.Weights"/> in the card's recipe, which identifies such a bundle.</summary>
    public const string WeightsKey = "weights";

    /// <summary>Writes the bundle, or changes nothing.</summary>
    /// <param name="published">The catalogue's entry.</param>
    /// <param name="stored">The file.</param>
    /// <param name="output">The bundle's folder.</param>
    /// <param name="name">The bundle's name.</param>
    /// <param name="host">Description of this machine.</param>
    /// <param name="cancellation">Cancels and leaves nothing behind.</param>
    /// <exception cref="InputException">The file does not match the network exactly, the proof failed, or the folder has something else.</exception>
    public static ModelCard Write(PublishedWeights published, StoredWeights stored, string output, string name, string host, CancellationToken cancellation)
    {
        using Network network = Load(published, stored.Path);
        PulledWeights origin = new(published.Name, Path.GetFileName(stored.Path), stored.Sha256, stored.IsPublished, stored.IsPublished ? published.Top1 / 100 : null);
        TrainingSpec training = new(JsonSerializer.SerializeToElement(origin, StrictJson.Line), Seed: 0, HostInfo.BuildCommit(), host, __version__);
        return BundleFolder.Write(output, folder => Write(network, published.Input, training, origin, folder, name, cancellation));
    }

    private static Network Load(PublishedWeights published, string file)
    {
        ArchitectureSpec architecture = new(published.Architecture, 1, ArchitectureSpec.ImageNetStem, ImageNetLabels.Read().Count);
        return Architectures.Create(architecture, published.Input.Channels, PublishedWeights.ImageSize).OrDispose(network =>
        {
            PretrainedReport report = PretrainedWeights.Load(file, network);
            network.eval();
            return report is { Fresh.Count: 0, Unused.Count: 0 } ? network : throw new InputException($"{report.Describe(file)}: these are not the weights of {published.Architecture} with 1,000 classes");
        });
    }

    private static ModelCard Write(Network network, InputSpec input, TrainingSpec training, PulledWeights origin, string folder, string name, CancellationToken cancellation)
    {
        OutputSpec output = GraphOutputs.WithFeatures(new() { Name = "logits", Labels = ImageNetLabels.Read(), Temperature = 1, UnknownBelow = 0 });
        string path = Path.Combine(folder, ModelFile);
        FileSpec file = FileSpec.Of(ModelFile, OnnxModel.Write(OnnxExporter.Build(network, name, input, output, training), path));
        using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(path), new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
        ParitySpec parity = ParityProof.Run(network, classifier, new ProofNoise(output.Labels), cancellation);
        ModelCard card = new()
        {
            Schema = ModelCard.CurrentSchema,
            Name = name,
            Architecture = network.Spec,
            Parameters = network.ParameterCount,
            Macs = LayerTable.Of(network, input.Channels, input.Height, input.Width).Macs,
            Input = input,
            Output = output,
            Parity = parity,
            Files = new Dictionary<string, FileSpec> { [ModelBundle.DefaultPrecision] = file },
            Training = training,
            License = origin.Published ? "torchvision's weights: BSD-3-Clause code, the weights may carry the terms of ImageNet (https://pytorch.org/vision/stable/models.html)" : "not stated: the file is the user's own",
            DataLicense = origin.Published ? "ImageNet (ILSVRC 2012): https://www.image-net.org/download, non-commercial research and education" : "not stated: the file is the user's own",
        };
        StrictJson.Write(Path.Combine(folder, ModelBundle.CardFile), card);
        AtomicFile.WriteText(Path.Combine(folder, ModelPage.File), PulledPage.Write(card, origin));
        return card;
    }
}
