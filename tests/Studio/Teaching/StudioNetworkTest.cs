using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Studio.Teaching;

public sealed class StudioNetworkTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("fashion-resnet18")]
    [InlineData("fashion-densenet")]
    public void A_bundle_without_a_features_output_gets_one_and_answers_as_before(string name)
    {
        string path = Path.Combine(Command.RepositoryRoot, "models", name);
        ModelBundle bundle = ModelBundle.Open(path);
        Assert.Null(bundle.Output.Features);
        ClassifierOptions options = new() { ExecutionProvider = "cpu", Threads = 1, Precision = ModelBundle.DefaultPrecision };
        using OnnxClassifier expected = OnnxClassifier.Load(bundle, options);
        using StudioNetwork network = StudioNetwork.Open(path, options, folder.Path, _ => { }, TestContext.Current.CancellationToken);
        using IImageClassifier answer = network.Untaught(isWarm: false);
        Assert.Equal(name, answer.Model);
        Assert.Equal(bundle.Output.Labels, answer.OutputSpec.Labels);
        new Random(7).NextBytes(answer.Input);
        answer.Input.CopyTo(expected.InputBuffer);
        answer.Upload();
        answer.Compute();
        float[] logits = answer.Download().ToArray();
        float[] before = expected.Run().ToArray();
        Assert.All(logits.Zip(before), pair => Assert.Equal(pair.Second, pair.First, 1e-3f));
        Assert.Equal(network.Width, answer.Features.Length);
    }
}
