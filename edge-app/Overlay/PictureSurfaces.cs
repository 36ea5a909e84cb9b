using OpenCvSharp;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Skia surfaces on the pixels of OpenCV pictures, one for each, made once. A surface touches its pixels only while drawing, so it may outlive them.</summary>
internal sealed class PictureSurfaces : IDisposable
{
    private const int Most = 64; // more than circulate; limits memory for callers with ever new pictures
    private readonly Dictionary<nint, (SKSurface Surface, SKCanvas Canvas)> surfaces = new(Most);
    private SKSizeI size;
    private long stride;

    /// <summary>The canvas for <paramref name="bgra"/>. All pictures in use have the same size; a new size discards all others.</summary>
    public SKCanvas CanvasOf(Mat bgra)
    {
        SKSizeI wanted = new(bgra.Cols, bgra.Rows);
        if (wanted != size || bgra.Step() != stride || surfaces.Count == Most)
        {
            Dispose();
            (size, stride) = (wanted, bgra.Step());
        }

        if (!surfaces.TryGetValue(bgra.Data, out (SKSurface Surface, SKCanvas Canvas) found))
        {
            SKSurface surface = SKSurface.Create(new SKImageInfo(size.Width, size.Height, SKColorType.Bgra8888, SKAlphaType.Opaque), bgra.Data, (int)stride)
                ?? throw new InvalidOperationException($"Skia cannot draw on a picture of {size.Width}×{size.Height}.");
            found = (surface, surface.Canvas);
            surfaces.Add(bgra.Data, found);
        }

        return found.Canvas;
    }

    public void Dispose()
    {
        foreach ((SKSurface surface, _) in surfaces.Values)
        {
            surface.Dispose();
        }

        surfaces.Clear();
    }
}
