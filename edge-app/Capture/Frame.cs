using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>One picture with its time: a buffer that is filled again and again. It owns its <see cref="Image"/>; whoever is lent a frame never disposes it.</summary>
internal sealed class Frame : IDisposable
{
    /// <summary><see cref="Image"/> with operations that allocate nothing.</summary>
    public Picture Picture { get; } = new();

    /// <summary>BGR, 8 bits a channel, continuous rows; reallocated only when the source's size changes, or with each JPEG that is decoded into it.</summary>
    public Mat Image => Picture.Mat;

    /// <summary>Number of the frame in its source, from 0.</summary>
    public long Index { get; set; }

    /// <summary><see cref="System.Diagnostics.Stopwatch.GetTimestamp"/> of the moment the picture was there, before it was decoded.</summary>
    public long Captured { get; set; }

    /// <summary>Milliseconds that reading or decoding took, without the wait for the picture.</summary>
    public double CaptureMs { get; set; }

    /// <summary>How often the source was opened again before this frame.</summary>
    public int Reconnects { get; set; }

    /// <summary>Number of the true class, where the source knows it.</summary>
    public int? Truth { get; set; }

    /// <summary>What the picture is called, where a source has one name for each (a folder of pictures).</summary>
    public string? Name { get; set; }

    /// <summary>The pixels, valid until the frame is filled again.</summary>
    public unsafe ImageView View => new(new ReadOnlySpan<byte>(Image.DataPointer, checked((int)(Image.Step() * Image.Rows))), Image.Cols, Image.Rows, (int)Image.Step(), PixelFormat.Bgr24);

    /// <summary>Copies picture and facts into <paramref name="other"/>.</summary>
    public void CopyTo(Frame other)
    {
        Image.CopyTo(other.Image);
        CopyFactsTo(other);
    }

    /// <summary>Copies all but the picture into <paramref name="other"/>.</summary>
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
