namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>A text on one or two lines. Owned by its cache.</summary>
/// <param name="First">The first line.</param>
/// <param name="Second">The second line; null if one is enough.</param>
/// <param name="Size">Size of both lines, in pixels.</param>
internal sealed record WrappedText(ShapedText First, ShapedText? Second, float Size) : IDisposable
{
    /// <summary>Width of the longer line.</summary>
    public float Width => Math.Max(First.Width, Second?.Width ?? 0);

    public void Dispose()
    {
        First.Dispose();
        Second?.Dispose();
    }
}
