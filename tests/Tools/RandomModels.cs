using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Trainer.Export;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Tests.Export;

/// <summary>
/// Files for measuring speed: the paper's networks at 224 pixels with random weights, which cost the same as trained ones.
/// With EDGERESNET_RANDOM_MODELS=DIR they are written there and stay: <c>DIR/resnet18-224.onnx</c>, <c>DIR/densenet121-224.onnx</c>.
/// </summary>
public sealed class RandomModelFiles : IDisposable
{
    private const string Kept = "EDGERESNET_RANDOM_MODELS";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("resnet18")]
    [InlineData("densenet121")]
    public void A_network_without_training_is_a_model_that_runs(string architecture)
    {
        string? kept = Environment.GetEnvironmentVariable(Kept);
        int size = kept is null ? 64 : 224;
        InputSpec input = RandomNetwork.Rgb(size, size);
        using Network network = RandomNetwork.Create(architecture, kept is null ? 0.25 : 1, "imagenet", input, classes: 1000);
        string name = $"{architecture}-{size}";
        string path = Path.Combine(Directory.CreateDirectory(kept ?? folder.Path).FullName, name + ".onnx");
        OnnxModel.Write(OnnxExporter.Build(network, name, input, RandomNetwork.Output(1000), RandomNetwork.Training), path);
        ModelBundle.Verify(path, _ => { });
    }
}
