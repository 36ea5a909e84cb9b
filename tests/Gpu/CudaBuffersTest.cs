using System.Runtime.InteropServices;
using EdgeResNet.Shared.Gpu;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Inference;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Tests.Gpu;

/// <summary>Transfers to a GPU and back on a fake driver (<c>fake-cuda.c</c>): order of calls, threads, owners.</summary>
public sealed class CudaBuffersTest : IDisposable
{
    private static readonly long[] inputShape = [1, TinyModel.Size, TinyModel.Size, 1];
    private static readonly long[] outputShape = [1, 3];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Pixels_reach_the_device_and_logits_return_on_any_thread()
    {
        string library = await NativeFake.BuildAsync("fake-cuda.c", folder["libcuda.so.1"]);
        using (CudaStream stream = new(CudaDriver.Load(library), 0))
        using (CudaBuffers buffers = new(stream, OrtMemoryInfo.DefaultInstance, inputShape, [outputShape])) // the fake's device memory is the host's
        {
            string model = Path.Combine(TinyModel.WriteBundle(folder["bundle"]), "model.onnx");
            using InferenceSession session = new(model);
            using OrtIoBinding binding = session.CreateIoBinding();
            using RunOptions options = new();
            binding.BindInput("image", buffers.InputValue);
            binding.BindOutput("logits", buffers.OutputValues[0]);
            foreach (byte level in (byte[])[0, 40, 255])
            {
                float[] logits = [];
                Thread another = new(() => // a new one each time: the driver's context belongs to a thread
                {
                    buffers.Input.Fill(level);
                    buffers.Upload();
                    buffers.WaitForUpload();
                    session.RunWithBinding(options, binding);
                    buffers.Download();
                    logits = buffers.Output(0).ToArray();
                });
                another.Start();
                another.Join();
                Assert.Equal([128f - level, 0, level - 128f], logits);
            }

            Assert.Equal(5, Count(library, "fake_live")); // a stream and four buffers
        }

        Assert.Equal(0, Count(library, "fake_live"));
        Assert.Equal(0, Count(library, "fake_retained"));
    }

    [Fact]
    public async Task An_unsupported_GPU_request_is_a_device_error_without_leaks()
    {
        string library = await NativeFake.BuildAsync("fake-cuda.c", folder["libcuda.so.1"]);
        CudaDriver driver = CudaDriver.Load(library);
        DeviceException absent = Assert.Throws<DeviceException>(() => new CudaStream(driver, 1));
        Assert.Contains("no GPU of this number", absent.Message, StringComparison.Ordinal);
        using (CudaStream stream = new(driver, 0))
        {
            DeviceException full = Assert.Throws<DeviceException>(() => new CudaBuffers(stream, OrtMemoryInfo.DefaultInstance, [1, 1 << 11, 1 << 11, 1], [outputShape]));
            Assert.Contains("free memory", full.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, Count(library, "fake_live"));
    }

    [Fact]
    public async Task Uploads_and_downloads_allocate_nothing_on_the_managed_heap()
    {
        string library = await NativeFake.BuildAsync("fake-cuda.c", folder["libcuda.so.1"]);
        using CudaStream stream = new(CudaDriver.Load(library), 0);
        using CudaBuffers buffers = new(stream, OrtMemoryInfo.DefaultInstance, inputShape, [outputShape]);
        Assert.Equal(0, Allocation.OfThousandCalls(_ =>
        {
            buffers.Upload();
            buffers.Download();
        }));
    }

    [Fact]
    public void A_machine_without_a_driver_is_a_device_error()
    {
        DeviceException error = Assert.Throws<DeviceException>(() => CudaDriver.Load(folder["libcuda.so.1"]));
        Assert.Equal($"CUDA: {folder["libcuda.so.1"]} cannot be used (libcuda.so.1: cannot open shared object file); install the NVIDIA driver, or use --ep cpu", error.Message);
    }

    private static unsafe int Count(string library, string counter)
    {
        nint handle = NativeLibrary.Load(library);
        int count = ((delegate* unmanaged<int>)NativeLibrary.GetExport(handle, counter))();
        NativeLibrary.Free(handle);
        return count;
    }
}
