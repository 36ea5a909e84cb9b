using System.Security.Cryptography;
using System.Text;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Checks;

/// <summary>A check's facts about a readable picture.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Brightness">Mean luma (ITU-R BT.601), 0 to 255.</param>
/// <param name="Contrast">Standard deviation of the luma.</param>
/// <param name="FileHash">Hash of the file; null if it shares one with others.</param>
/// <param name="PixelHash">Hash of size and pixels.</param>
/// <param name="Hash">See <see cref="PerceptualHash"/>.</param>
internal sealed record PictureFacts(int Width, int Height, double Brightness, double Contrast, UInt128? FileHash, UInt128 PixelHash, ulong Hash)
{
    /// <summary>A picture with less <see cref="Contrast"/> is blank.</summary>
    public const double LeastContrast = 1;

    /// <summary>Whether all pixels have one brightness, except for noise.</summary>
    public bool IsBlank => Contrast < LeastContrast;

    /// <summary>Input that reduces a whole picture, stretched, to the compared luma.</summary>
    public static InputSpec Reduced { get; } = new() { Color = "gray", Height = PerceptualHash.Size, Width = PerceptualHash.Size, Crop = "none", Mean = [0.5], Std = [0.5] };

    /// <summary>Measures a picture.</summary>
    /// <param name="picture">At its own size.</param>
    /// <param name="fileHash">Hash of its file.</param>
    /// <param name="reducer">Made for <see cref="Reduced"/>.</param>
    /// <param name="luma">Receives the reduced picture.</param>
    public static PictureFacts Of(DecodedImage picture, UInt128? fileHash, Preprocessor reducer, Span<byte> luma)
    {
        reducer.Run(picture.View, luma);
        (double mean, double deviation) = Luma(picture.View);
        return new PictureFacts(picture.Width, picture.Height, mean, deviation, fileHash, HashPixels(picture.View), PerceptualHash.Of(luma));
    }

    private static (double Mean, double Deviation) Luma(ImageView view)
    {
        int channels = view.Format == PixelFormat.Gray8 ? 1 : 3;
        (int first, int last) = view.Format == PixelFormat.Bgr24 ? (29, 77) : (77, 29); // blue and red; of 256
        long sum = 0;
        long squares = 0;
        for (int y = 0; y < view.Height; y++)
        {
            ReadOnlySpan<byte> row = view.Pixels.Slice(y * view.Stride, view.Width * channels);
            for (int x = 0; x < row.Length; x += channels)
            {
                int luma = channels == 1 ? row[x] : ((first * row[x]) + (150 * row[x + 1]) + (last * row[x + 2])) >> 8;
                sum += luma;
                squares += luma * luma;
            }
        }

        double count = (double)view.Width * view.Height;
        double mean = sum / count;
        return (mean, Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean))));
    }

    private static UInt128 HashPixels(ImageView view)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{view.Format} {view.Width}×{view.Height}"));
        hash.AppendData(view.Pixels);
        return FileFingerprint.First128(hash.GetHashAndReset());
    }
}
