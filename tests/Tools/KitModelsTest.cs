using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Tools;

public sealed class KitModelsTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("resnet50")]
    [InlineData("densenet121")]
    public void A_bundle_of_the_kit_is_valid_in_both_precisions(string architecture)
    {
        List<string> passed = [];
        ModelBundle bundle = VerifiedBundle.Open(KitModels.Write(folder.Path, architecture, width: 0.25, size: 64), passed.Add);
        Assert.Equal(["fp32", "fp16"], bundle.Precisions);
        Assert.Contains(passed, check => check.Contains("model.fp16.onnx", StringComparison.Ordinal));
    }
}
