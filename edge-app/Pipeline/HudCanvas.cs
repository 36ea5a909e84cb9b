using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>Converts a source picture for the HUD: BGRA, small pictures enlarged by a whole factor to make room for text. Used by the render loop's thread.</summary>
/// <param name="region">Region that the network sees; null for the whole picture.</param>
internal sealed class HudCanvas(PixelRect? region) : IDisposable
{
    private const int SmallestWidth = 320;
    private const int SmallestHeight = 240;
    private readonly Picture enlarged = new();
    private readonly Frame black = new();
    private Preprocessor? preprocessor; // only computes the crop

    /// <summary>Copies a picture into <paramref name="target"/>.</summary>
    /// <param name="source">A picture of the source.</param>
    /// <param name="target">Receives the picture for the HUD.</param>
    /// <param name="input">Input of the network that answers.</param>
    /// <returns>The region that the network sees, in pixels of the target.</returns>
    public PixelRect Copy(Picture source, Picture target, InputSpec input)
    {
        Mat image = source.Mat;
        int factor = Math.Max(1, Math.Max((SmallestWidth + image.Cols - 1) / image.Cols, (SmallestHeight + image.Rows - 1) / image.Rows));
        if (factor > 1)
        {
            source.Resize(enlarged, new Size(image.Cols * factor, image.Rows * factor), InterpolationFlags.Nearest);
        }

        (factor > 1 ? enlarged : source).ConvertColor(target, ColorConversionCodes.BGR2BGRA);
        preprocessor = ReferenceEquals(preprocessor?.Spec, input) ? preprocessor : new Preprocessor(input);
        PixelRect seen = preprocessor.SourceRectangle(image.Cols, image.Rows, region);
        return new PixelRect(seen.X * factor, seen.Y * factor, seen.Width * factor, seen.Height * factor);
    }

    /// <summary>A black frame for the banner of a source that was absent from the start, captured at <paramref name="absentSince"/>.</summary>
    public Frame Black(long absentSince)
    {
        black.Image.Create(480, 640, MatType.CV_8UC3);
        black.Image.SetTo(Scalar.Black);
        black.Captured = absentSince;
        return black;
    }

    public void Dispose()
    {
        black.Dispose();
        enlarged.Dispose();
    }
}
