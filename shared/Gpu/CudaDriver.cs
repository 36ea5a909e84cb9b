using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Gpu;

/// <summary>
/// The calls of NVIDIA's driver API that move pixels and logits. Every machine with a GPU has it under one name, Jetsons included,
/// independent of ONNX Runtime's CUDA version. It shares contexts and streams with the CUDA runtime. The function names are
/// those that cuda.h selects on 64-bit systems.
/// </summary>
internal sealed unsafe class CudaDriver
{
    private const string Library = "libcuda.so.1";
    private const uint NonBlocking = 1; // CU_STREAM_NON_BLOCKING: does not wait for the default stream

    private readonly nint library;
    private readonly delegate* unmanaged<nint, int> setCurrent;
    private readonly delegate* unmanaged<nint, int> synchronize;
    private readonly delegate* unmanaged<nint, nint, nuint, nint, int> copyToDevice;
    private readonly delegate* unmanaged<nint, nint, nuint, nint, int> copyToHost;

    private CudaDriver(nint library)
    {
        this.library = library;
        setCurrent = (delegate* unmanaged<nint, int>)Export("cuCtxSetCurrent");
        synchronize = (delegate* unmanaged<nint, int>)Export("cuStreamSynchronize");
        copyToDevice = (delegate* unmanaged<nint, nint, nuint, nint, int>)Export("cuMemcpyHtoDAsync_v2");
        copyToHost = (delegate* unmanaged<nint, nint, nuint, nint, int>)Export("cuMemcpyDtoHAsync_v2");
        Check(((delegate* unmanaged<uint, int>)Export("cuInit"))(0));
    }

    /// <summary>Loads and starts the driver.</summary>
    /// <param name="path">Its library, if not the system's.</param>
    /// <exception cref="DeviceException">There is none, or it does not start.</exception>
    public static CudaDriver Load(string path = Library)
    {
        try
        {
            return new CudaDriver(NativeLibrary.Load(path));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new DeviceException($"CUDA: {path} cannot be used ({ProviderFailure.LoaderWords(e)}); install the NVIDIA driver, or use --ep cpu", e);
        }
    }

    /// <summary>The CUDA runtime's context on this device.</summary>
    public nint RetainContext(int device)
    {
        int handle;
        Check(((delegate* unmanaged<int*, int, int>)Export("cuDeviceGet"))(&handle, device));
        nint context;
        Check(((delegate* unmanaged<nint*, int, int>)Export("cuDevicePrimaryCtxRetain"))(&context, handle));
        return context;
    }

    /// <summary>Releases the context.</summary>
    public void ReleaseContext(int device) => Check(((delegate* unmanaged<int, int>)Export("cuDevicePrimaryCtxRelease_v2"))(device));

    /// <summary>Makes a context this thread's.</summary>
    public void SetCurrent(nint context) => Check(setCurrent(context));

    /// <summary>A new stream in this thread's context.</summary>
    public nint CreateStream()
    {
        nint stream;
        Check(((delegate* unmanaged<nint*, uint, int>)Export("cuStreamCreate"))(&stream, NonBlocking));
        return stream;
    }

    /// <summary>Ends a stream.</summary>
    public void DestroyStream(nint stream) => Check(((delegate* unmanaged<nint, int>)Export("cuStreamDestroy_v2"))(stream));

    /// <summary>Waits until the stream is empty.</summary>
    public void Synchronize(nint stream) => Check(synchronize(stream));

    /// <summary>Memory of the device.</summary>
    public nint AllocateDevice(int bytes)
    {
        nint address;
        Check(((delegate* unmanaged<nint*, nuint, int>)Export("cuMemAlloc_v2"))(&address, (nuint)bytes));
        return address;
    }

    /// <summary>Frees memory of the device.</summary>
    public void FreeDevice(nint address) => Check(((delegate* unmanaged<nint, int>)Export("cuMemFree_v2"))(address));

    /// <summary>Page-locked host memory, which the device reads without the CPU.</summary>
    public nint AllocateHost(int bytes)
    {
        nint address;
        Check(((delegate* unmanaged<nint*, nuint, uint, int>)Export("cuMemHostAlloc"))(&address, (nuint)bytes, 0));
        return address;
    }

    /// <summary>Frees page-locked memory.</summary>
    public void FreeHost(nint address) => Check(((delegate* unmanaged<nint, int>)Export("cuMemFreeHost"))(address));

    /// <summary>Puts a copy to the device on the stream and returns.</summary>
    public void CopyToDevice(nint device, nint host, int bytes, nint stream) => Check(copyToDevice(device, host, (nuint)bytes, stream));

    /// <summary>Puts a copy to the host on the stream and returns.</summary>
    public void CopyToHost(nint host, nint device, int bytes, nint stream) => Check(copyToHost(host, device, (nuint)bytes, stream));

    private nint Export(string name) => NativeLibrary.GetExport(library, name);

    private void Check(int result)
    {
        if (result != 0)
        {
            throw Failure(result);
        }
    }

    private DeviceException Failure(int result)
    {
        nint text = 0;
        _ = ((delegate* unmanaged<int, nint*, int>)Export("cuGetErrorString"))(result, &text);
        string reason = Marshal.PtrToStringUTF8(text) ?? "unknown";
        return new DeviceException($"CUDA: the driver reports error {result} ({reason}); {ProviderFailure.Advice(reason)}");
    }
}
