using OpenCvSharp;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Overlay;

/// <summary>Skia's surfaces on the pixels of OpenCV's pictures. Pictures that go round get one each, once; a surface touches its pixels only when it is drawn on, so that it may outlive them.</summary>
internal sealed class PictureSurfaces : IDisposable
{
    private const int Most = 64; // more than go round; a caller who never comes back with a picture must not fill memory
    private readonly Dictionary<nint, (SKSurface Surface, SKCanvas Canvas)> surfaces = new(Most);
    private SKSizeI size;
    private long stride;

    /// <summary>What draws on <paramref name="bgra"/>; of all pictures in use the size is the same, and a new one makes all others obsolete.</summary>
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
