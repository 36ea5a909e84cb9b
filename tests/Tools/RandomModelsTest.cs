using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Tools;

public sealed class RandomModelsTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("resnet18")]
    [InlineData("densenet121")]
    public void An_untrained_network_runs_in_both_precisions(string architecture)
    {
        (string exact, string integers) = RandomModels.Write(folder.Path, architecture, width: 0.25, size: 64);
        foreach (string file in (string[])[exact, integers])
        {
            VerifiedBundle.Open(file, _ => { });
            using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(file), new ClassifierOptions { ExecutionProvider = "cpu" });
            Assert.Equal(1000, classifier.Run().Length);
        }
    }
}
