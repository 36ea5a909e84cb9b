using EdgeResNet.EdgeApp.Capture;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>
/// A picture that is drawn once and read by several sinks at their own speed; in a <see cref="PicturePool"/> it is drawn on again when
/// all of them have let it go. Whoever made it is its first holder, and who lets it go last frees its memory, also when the pool is gone by then.
/// </summary>
internal sealed class SharedPicture
{
    private int holders = 1;

    /// <summary>The pixels (BGRA, unless the maker says otherwise), to be drawn on before anybody else holds them.</summary>
    public Picture Canvas { get; } = new();

    /// <summary>The same pixels; whoever has not made the picture only reads them, as a holder or while a call lends them.</summary>
    public Mat Mat => Canvas.Mat;

    /// <summary>One more holder; only a holder, or whoever was lent the picture for a call, may call this. Safe from any thread; neither waits nor allocates.</summary>
    public void Hold() => Interlocked.Increment(ref holders);

    /// <summary>One holder less. Safe from any thread.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
        {
            Canvas.Dispose();
        }
    }

    /// <summary>A second holder beside the maker, if there is no other.</summary>
    /// <returns>False when there is one.</returns>
    public bool TryTake() => Interlocked.CompareExchange(ref holders, 2, 1) == 1;
}
