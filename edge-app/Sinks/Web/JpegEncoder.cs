using OpenCvSharp;
using OpenCvSharp.Internal;
using OpenCvSharp.Internal.Vectors;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Encodes pictures into buffers of the pool: pictures of 100 KB thirty times a second would fill the large-object heap. For one thread; owns its native buffer.</summary>
internal sealed class JpegEncoder(int quality) : IDisposable
{
    private readonly VectorOfByte encoded = new();
    private readonly int[] parameters = [(int)ImwriteFlags.JpegQuality, quality];

    /// <summary>Encodes a BGRA picture; the caller holds the result.</summary>
    public unsafe SharedBytes Encode(Mat bgra)
    {
        using InputArray input = InputArray.Create(bgra);
        NativeMethods.HandleException(NativeMethods.imgcodecs_imencode_vector(".jpg", input.CvPtr, encoded.CvPtr, parameters, parameters.Length, out int done));
        GC.KeepAlive(bgra);
        return done != 0
            ? new SharedBytes(new ReadOnlySpan<byte>((void*)encoded.ElemPtr, encoded.Size))
            : throw new InvalidOperationException($"A picture of {bgra.Cols}×{bgra.Rows} could not be encoded as JPEG.");
    }

    /// <inheritdoc/>
    public void Dispose() => encoded.Dispose();
}
