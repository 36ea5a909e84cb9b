using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Inference;

public sealed class ExecutionProvidersTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_CPU_provider_is_always_listed() => Assert.Contains(ExecutionProviders.List(), provider => provider.Name == "cpu");

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:1")]
    [InlineData("tensorrt:0")]
    public void An_accelerator_missing_from_the_build_is_a_device_error(string provider)
    {
        if (ExecutionProviders.List().Any(known => provider.StartsWith(known.Name, StringComparison.Ordinal)))
        {
            Assert.Skip($"this build has {provider}");
        }

        DeviceException error = Assert.Throws<DeviceException>(() => Load(new ClassifierOptions { ExecutionProvider = provider }));
        Assert.Contains(provider, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:one")]
    [InlineData("cuda:-1")]
    [InlineData("")]
    public void An_unknown_provider_is_a_usage_error(string provider) =>
        Assert.Throws<UsageException>(() => Load(new ClassifierOptions { ExecutionProvider = provider }));

    [Fact]
    public void A_missing_library_is_an_input_error() =>
        Assert.Throws<InputException>(() => Load(new ClassifierOptions { ExecutionProviderLibrary = folder["none.so"] }));

    [Fact]
    public void A_library_without_providers_is_a_device_error_even_with_auto()
    {
        File.WriteAllText(folder["text.so"], "not a library");
        DeviceException error = Assert.Throws<DeviceException>(() => Load(new ClassifierOptions { ExecutionProviderLibrary = folder["text.so"] }));
        Assert.Contains("text.so", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private void Load(ClassifierOptions options) => OnnxClassifier.Load(ModelBundle.Open(TinyModel.WriteBundle(folder["bundle"])), options).Dispose();
}
