using EdgeResNet.Shared.Gpu;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Gpu;

/// <summary>Known error texts of ONNX Runtime and NVIDIA's libraries, and the advice for each.</summary>
public sealed class ProviderFailureTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file: No such file or directory", "libcudnn.so.9 is missing: install cuDNN 9,")]
    [InlineData("Failed to load library libonnxruntime_providers_cuda.so with error: libcudnn_adv.so.9: cannot open shared object file: No such file or directory", "libcudnn_adv.so.9 is missing: install cuDNN 9,")]
    [InlineData("Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file: No such file or directory", "libcublasLt.so.12 is missing: install the CUDA toolkit")]
    [InlineData("Failed to load library libonnxruntime_providers_cuda.so with error: libcufft.so.11: cannot open shared object file: No such file or directory", "libcufft.so.11 is missing: install the CUDA toolkit")]
    [InlineData("Failed to load library libonnxruntime_providers_tensorrt.so with error: libnvinfer.so.10: cannot open shared object file: No such file or directory", "libnvinfer.so.10 is missing: install TensorRT 10")]
    [InlineData("libonnxruntime_providers_shared.so: cannot open shared object file: No such file or directory", "./edgeresnet setup --accelerator cuda")]
    [InlineData("CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=0 ; hostname=a", "update the driver")]
    [InlineData("CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=a", "no GPU that CUDA can use")]
    [InlineData("Invalid device ID: 3, must be between 0 (inclusive) and 1 (exclusive).", "no GPU of this number")]
    [InlineData("CUDA failure 209: no kernel image is available for execution on the device", "generation of GPU")]
    [InlineData("CUDA failure 2: out of memory ; GPU=0 ; hostname=a", "not enough free memory")]
    [InlineData("bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 134217728", "not enough free memory within the pool's limit")]
    [InlineData("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=0", "not enough free memory")]
    [InlineData("CUDNN failure 1: CUDNN_STATUS_NOT_INITIALIZED ; GPU=0", "cuDNN does not start")]
    [InlineData("CUDNN failure 5000: CUDNN_STATUS_EXECUTION_FAILED ; GPU=0", "cuDNN reports an error")]
    [InlineData("This session contains graph nodes that are assigned to the default CPU EP, but fallback to CPU EP has been explicitly disabled by the user.", "refused")]
    [InlineData("This session cannot use the graph capture feature as requested by the user as all compute graph nodes have not been partitioned to the CUDAExecutionProvider", "set graph to false")]
    [InlineData("something new", "--ep cpu")]
    public void A_known_provider_error_becomes_advice(string said, string advice)
    {
        string answer = ProviderFailure.Advice(said);
        Assert.Contains(advice, answer, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', answer);
    }

    [Fact]
    public async Task An_unnamed_missing_library_is_found_by_reloading_the_provider()
    {
        await NativeFake.BuildAsync("fake-ep.c", folder["libcudnn.so.9"], "-DMODE=0", "-Wl,-soname,libcudnn.so.9");
        await NativeFake.BuildAsync("fake-ep.c", folder["libonnxruntime_providers_cuda.so"], "-DMODE=0", "-Wl,--no-as-needed", folder["libcudnn.so.9"]);
        File.Delete(folder["libcudnn.so.9"]);
        string said = ProviderFailure.Describe(new InvalidOperationException("OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library\n"), "cuda:0", ["/none", folder.Path]);
        Assert.Contains("libcudnn.so.9 is missing: install cuDNN 9,", said, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said);
    }

    [Fact]
    public void A_provider_without_its_library_is_recognised()
    {
        string said = ProviderFailure.Describe(new InvalidOperationException("Failed to load shared library"), "tensorrt:0", [folder.Path]);
        Assert.Contains("libonnxruntime_providers_tensorrt.so is missing", said, StringComparison.Ordinal);
        Assert.Contains("./edgeresnet setup --accelerator cuda", said, StringComparison.Ordinal);
    }
}
