namespace EdgeResNet.Shared.Gpu;

/// <summary>
/// One queue of work on a GPU, shared by the provider and the copies to and from it: what was put on it happens in order,
/// and one wait at the end is enough. Outlives the session that uses it.
/// </summary>
internal sealed class CudaStream : IDisposable
{
    private readonly int device;
    private readonly nint context;

    /// <summary>Opens a queue.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="device">Number of the GPU.</param>
    /// <exception cref="DeviceException">There is no such GPU, or it does not work.</exception>
    public CudaStream(CudaDriver driver, int device)
    {
        Driver = driver;
        this.device = device;
        context = driver.RetainContext(device);
        try
        {
            Enter();
            Handle = driver.CreateStream();
        }
        catch
        {
            driver.ReleaseContext(device);
            throw;
        }
    }

    /// <summary>The driver.</summary>
    public CudaDriver Driver { get; }

    /// <summary>A <c>CUstream</c>, which is a <c>cudaStream_t</c>.</summary>
    public nint Handle { get; }

    /// <summary>Makes the GPU this thread's; before calls of the driver on a thread that may be new to it.</summary>
    public void Enter() => Driver.SetCurrent(context);

    /// <summary>Waits until the queue is empty.</summary>
    public void Wait() => Driver.Synchronize(Handle);

    public void Dispose()
    {
        Enter();
        Driver.DestroyStream(Handle);
        Driver.ReleaseContext(device);
    }
}
