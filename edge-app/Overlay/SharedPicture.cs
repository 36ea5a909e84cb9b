using EdgeResNet.EdgeApp.Capture;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>
/// A picture that is drawn once and read by several sinks at their own speed. The maker is the first holder; the last release
/// frees its memory, even after the pool is disposed. In a <see cref="PicturePool"/>, it is reused once all other holders have
/// released it.
/// </summary>
internal sealed class SharedPicture
{
    private int holders = 1;

    /// <summary>The pixels (usually BGRA) for the maker to draw on, before others hold them.</summary>
    public Picture Canvas { get; } = new();

    /// <summary>The same pixels, read-only for holders and for the sinks during a call.</summary>
    public Mat Mat => Canvas.Mat;

    /// <summary>Adds a holder. Only a holder, or a sink during a call, may call this. Safe from any thread; neither waits nor allocates.</summary>
    public void Hold() => Interlocked.Increment(ref holders);

    /// <summary>Removes a holder. Safe from any thread.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
        {
            Canvas.Dispose();
        }
    }

    /// <summary>Adds a second holder beside the maker, if there is no other.</summary>
    /// <returns>False when there is another holder.</returns>
    public bool TryTake() => Interlocked.CompareExchange(ref holders, 2, 1) == 1;
}
