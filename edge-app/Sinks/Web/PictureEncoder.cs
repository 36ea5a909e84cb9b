using System.Globalization;
using System.Text;
using System.Text.Unicode;
using OpenCvSharp;
using OpenCvSharp.Internal;
using OpenCvSharp.Internal.Vectors;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Encodes pictures into pooled buffers: 100 KB thirty times a second would fill the large-object heap. One thread; owns its native buffers.</summary>
internal sealed class PictureEncoder : IDisposable
{
    /// <summary>Separates the parts of motion JPEG.</summary>
    public const string Boundary = "edgeresnet-picture";

    private const int Quality = 82;
    private static readonly int[] jpegParameters = [(int)ImwriteFlags.JpegQuality, Quality];

    // The boundary ends a part: a browser shows a picture once it sees what follows it.
    private static readonly byte[] partEnd = Encoding.ASCII.GetBytes($"\r\n--{Boundary}\r\n");
    private readonly VectorOfByte encoded = new();
    private readonly Mat opaque = new();
    private readonly Mat enlarged = new();
    private readonly byte[] partHead = new byte[128];

    /// <summary>Encodes a BGRA or BGR picture as JPEG, framed as a part of motion JPEG; the caller holds the result.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="width">Width to enlarge a small picture to, by a whole factor, so that its pixels stay sharp.</param>
    public SharedBytes Jpeg(Mat picture, int width = 0)
    {
        ReadOnlySpan<byte> jpeg = Encode(".jpg", Enlarge(picture, width), jpegParameters);
        Span<byte> head = partHead;
        _ = Utf8.TryWrite(head, CultureInfo.InvariantCulture, $"Content-Type: image/jpeg\r\nContent-Length: {jpeg.Length}\r\n\r\n", out int length);
        return new SharedBytes(head[..length], jpeg, partEnd);
    }

    /// <summary>Encodes a BGRA picture as PNG without alpha; the caller holds the result.</summary>
    public SharedBytes Png(Mat bgra)
    {
        Cv2.CvtColor(bgra, opaque, ColorConversionCodes.BGRA2BGR);
        return new SharedBytes([], Encode(".png", opaque, []), []);
    }

    public void Dispose()
    {
        encoded.Dispose();
        opaque.Dispose();
        enlarged.Dispose();
    }

    private Mat Enlarge(Mat picture, int width)
    {
        int factor = picture.Cols > 0 ? width / picture.Cols : 1;
        if (factor <= 1)
        {
            return picture;
        }

        Cv2.Resize(picture, enlarged, new Size(picture.Cols * factor, picture.Rows * factor), interpolation: InterpolationFlags.Nearest);
        return enlarged;
    }

    private unsafe ReadOnlySpan<byte> Encode(string extension, Mat picture, int[] parameters)
    {
        using InputArray input = InputArray.Create(picture);
        NativeMethods.HandleException(NativeMethods.imgcodecs_imencode_vector(extension, input.CvPtr, encoded.CvPtr, parameters, parameters.Length, out int done));
        GC.KeepAlive(picture);
        return done != 0
            ? new ReadOnlySpan<byte>((void*)encoded.ElemPtr, encoded.Size)
            : throw new InvalidOperationException($"a picture of {picture.Cols}×{picture.Rows} could not be encoded as {extension[1..].ToUpperInvariant()}");
    }
}
