using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>One picture with its time, in a reused buffer. It owns its <see cref="Image"/>; a borrower never disposes the frame.</summary>
internal sealed class Frame : IDisposable
{
    /// <summary><see cref="Image"/> with operations that allocate nothing.</summary>
    public Picture Picture { get; } = new();

    /// <summary>BGR, 8 bits a channel, continuous rows; reallocated when the source's size changes, or for each JPEG.</summary>
    public Mat Image => Picture.Mat;

    /// <summary>Number of the frame in its source, from 0.</summary>
    public long Index { get; set; }

    /// <summary><see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> when the picture arrived, before decoding.</summary>
    public long Captured { get; set; }

    /// <summary>Time to read or decode in milliseconds, without waiting.</summary>
    public double CaptureMs { get; set; }

    /// <summary>How often the source was reopened before this frame.</summary>
    public int Reconnects { get; set; }

    /// <summary>Index of the true class, if the source knows it.</summary>
    public int? Truth { get; set; }

    /// <summary>Name of the picture, in a folder of pictures.</summary>
    public string? Name { get; set; }

    /// <summary>The pixels, valid until the frame is filled again.</summary>
    public ImageView View => ViewOf(Image);

    /// <summary>The pixels of a picture, BGR in continuous rows, valid as long as it.</summary>
    public static unsafe ImageView ViewOf(Mat picture) => new(new ReadOnlySpan<byte>(picture.DataPointer, checked((int)(picture.Step() * picture.Rows))), picture.Cols, picture.Rows, (int)picture.Step(), PixelFormat.Bgr24);

    /// <summary>Copies picture and metadata into <paramref name="other"/>.</summary>
    public void CopyTo(Frame other)
    {
        Image.CopyTo(other.Image);
        CopyFactsTo(other);
    }

    /// <summary>Copies the metadata into <paramref name="other"/>.</summary>
    public void CopyFactsTo(Frame other)
    {
        other.Index = Index;
        other.Captured = Captured;
        other.CaptureMs = CaptureMs;
        other.Reconnects = Reconnects;
        other.Truth = Truth;
        other.Name = Name;
    }

    public void Dispose() => Picture.Dispose();
}
