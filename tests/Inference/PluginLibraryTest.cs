using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Gpu;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Inference;

public sealed class PluginLibraryTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0, "is not a library with execution providers")]
    [InlineData(1, "libcudnn.so.9 is missing: install cuDNN 9")]
    [InlineData(2, "no provider for a device of this machine")]
    public async Task A_library_that_loads_but_fails_is_a_device_error(int mode, string reason)
    {
        string library = await NativeFake.BuildAsync("fake-ep.c", folder["plugin.so"], $"-DMODE={mode}");
        ModelBundle bundle = ModelBundle.Open(TinyModel.WriteBundle(folder["bundle"]));
        DeviceException error = Assert.Throws<DeviceException>(() => OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cuda", ExecutionProviderLibrary = library }));
        Assert.Contains(library, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_library_without_devices_adds_nothing_to_the_list()
    {
        string library = await NativeFake.BuildAsync("fake-ep.c", folder["plugin.so"], "-DMODE=2");
        Assert.Equal(ExecutionProviders.List(), ExecutionProviders.List(library));
    }

    [Fact]
    public void Plugin_options_override_the_CUDA_settings()
    {
        ProviderSettings settings = new() { Cuda = new CudaSettings { Tf32 = true }, Plugin = new Dictionary<string, string> { ["prefer_nhwc"] = "1", ["other"] = "x" } };
        Dictionary<string, string> cuda = PluginLibrary.Options("CudaPluginExecutionProvider", settings);
        Assert.Equal("1", cuda["prefer_nhwc"]);
        Assert.Equal("1", cuda["use_tf32"]);
        Assert.Equal("x", cuda["other"]);
        Assert.DoesNotContain("device_id", cuda.Keys); // it is given its device
        Assert.DoesNotContain("user_compute_stream", cuda.Keys);
        Assert.Equal(settings.Plugin, PluginLibrary.Options("OtherExecutionProvider", settings));
    }
}
