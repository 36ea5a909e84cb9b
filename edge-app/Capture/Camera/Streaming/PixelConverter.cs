using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>Converts uncompressed pictures to BGR. Honours the padding of each line (<c>bytesperline</c>). An odd last column or row without colour of its own is left out. Allocates nothing after its start.</summary>
internal sealed unsafe class PixelConverter : IDisposable
{
    private readonly NegotiatedFormat format;
    private readonly FrameBuffers buffers;
    private readonly int width;
    private readonly int height;
    private readonly Picture[] pixels; // over each buffer, without a copy
    private readonly Picture packed = new(); // without padding, where OpenCV expects none
    private readonly Picture bytes = new(); // brightness of 8 bits

    /// <summary>Prepares for a format.</summary>
    public PixelConverter(NegotiatedFormat format, FrameBuffers buffers)
    {
        this.format = format;
        this.buffers = buffers;
        width = format.Layout.IsSubsampled ? format.Width & ~1 : format.Width;
        height = IsPlanar ? format.Height & ~1 : format.Height;
        if (MustPack)
        {
            packed.Mat.Create(height * 3 / 2, width, MatType.CV_8UC1);
        }

        pixels = MustPack ? [] : [.. Enumerable.Range(0, buffers.Count).Select(i => new Picture(Mat.FromPixelData(IsPlanar ? height * 3 / 2 : height, width, format.Layout.MatType, buffers.Address(i), format.Line)))];
    }

    private bool IsPlanar => format.Layout.Packing is PixelPacking.SemiPlanar or PixelPacking.Planar;

    /// <summary>Whether OpenCV, which reads colour planes of half the width as if they had no padding, needs a copy.</summary>
    private bool MustPack => IsPlanar && (height != format.Height || (format.Layout.Packing == PixelPacking.Planar && format.Line != width));

    /// <summary>Converts the picture in a buffer.</summary>
    public void Convert(int buffer, Picture target)
    {
        Picture source = MustPack ? Pack(buffers.Address(buffer)) : pixels[buffer];
        if (format.Layout.Packing == PixelPacking.HighByteFirst)
        {
            source.ExtractChannel(bytes, 0);
            source = bytes;
        }
        else if (format.Layout.Bits > 8)
        {
            source.ConvertTo(bytes, MatType.CV_8UC1, 1.0 / (1 << (format.Layout.Bits - 8)));
            source = bytes;
        }

        if (format.Layout.ToBgr is ColorConversionCodes code)
        {
            source.ConvertColor(target, code);
        }
        else
        {
            source.ConvertTo(target, MatType.CV_8UC3, 1);
        }
    }

    public void Dispose()
    {
        foreach (Picture picture in pixels)
        {
            picture.Dispose();
        }

        packed.Dispose();
        bytes.Dispose();
    }

    /// <summary>Copies the rows of all planes without padding.</summary>
    private Picture Pack(nint address)
    {
        byte* from = (byte*)address;
        byte* to = packed.Mat.DataPointer;
        to = Copy(from, format.Line, to, width, height);
        from += format.Line * format.Height;
        int colourRows = (format.Height + 1) / 2;
        if (format.Layout.Packing == PixelPacking.SemiPlanar)
        {
            _ = Copy(from, format.Line, to, width, height / 2);
            return packed;
        }

        to = Copy(from, format.Line / 2, to, width / 2, height / 2);
        _ = Copy(from + (format.Line / 2 * colourRows), format.Line / 2, to, width / 2, height / 2);
        return packed;
    }

    private static byte* Copy(byte* from, long step, byte* to, int columns, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            Buffer.MemoryCopy(from + (row * step), to, columns, columns);
            to += columns;
        }

        return to;
    }
}
