namespace EdgeResNet.Shared.Gpu;

/// <summary>
/// One queue of work on a GPU for the provider and its copies. Work runs in order, so one wait at the end is enough.
/// Outlives the session that uses it.
/// </summary>
internal sealed class CudaStream : IDisposable
{
    private readonly int device;
    private readonly nint context;

    /// <summary>Opens a queue.</summary>
    /// <param name="driver">The driver.</param>
    /// <param name="device">Number of the GPU.</param>
    /// <exception cref="DeviceException">There is no such GPU, or it fails.</exception>
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

    /// <summary>Selects the GPU for this thread. Call it before driver calls on a new thread.</summary>
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
