using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>A pixel format that this program understands (Linux userspace API, "Image Formats").</summary>
/// <param name="Code">Its number.</param>
/// <param name="Packing">How its bytes lie.</param>
/// <param name="PixelBytes">Bytes of a pixel in the first plane.</param>
/// <param name="ToBgr">OpenCV's conversion; null if the pixels are BGR or JPEG.</param>
/// <param name="Bits">Significant bits of a brightness of two bytes; 8 for others.</param>
internal sealed record PixelLayout(uint Code, PixelPacking Packing, int PixelBytes, ColorConversionCodes? ToBgr, int Bits = 8)
{
    /// <summary>All of them, the preferred ones first: uncompressed colour, JPEG, colour filters, brightness.</summary>
    public static IReadOnlyList<PixelLayout> All { get; } =
    [
        Of("BGR3", PixelPacking.Packed, 3, null),
        Of("RGB3", PixelPacking.Packed, 3, ColorConversionCodes.RGB2BGR),
        Of("YV12", PixelPacking.Planar, 1, ColorConversionCodes.YUV2BGR_YV12),
        Of("YU12", PixelPacking.Planar, 1, ColorConversionCodes.YUV2BGR_IYUV),
        Of("YUYV", PixelPacking.Paired, 2, ColorConversionCodes.YUV2BGR_YUY2),
        Of("UYVY", PixelPacking.Paired, 2, ColorConversionCodes.YUV2BGR_UYVY),
        Of("YVYU", PixelPacking.Paired, 2, ColorConversionCodes.YUV2BGR_YVYU),
        Of("NV12", PixelPacking.SemiPlanar, 1, ColorConversionCodes.YUV2BGR_NV12),
        Of("NV21", PixelPacking.SemiPlanar, 1, ColorConversionCodes.YUV2BGR_NV21),
        Of("XR24", PixelPacking.Packed, 4, ColorConversionCodes.BGRA2BGR),
        Of("AR24", PixelPacking.Packed, 4, ColorConversionCodes.BGRA2BGR),
        Of("BGR4", PixelPacking.Packed, 4, ColorConversionCodes.BGRA2BGR),
        Of("XB24", PixelPacking.Packed, 4, ColorConversionCodes.RGBA2BGR),
        Of("AB24", PixelPacking.Packed, 4, ColorConversionCodes.RGBA2BGR),
        Of("RGBP", PixelPacking.Packed, 2, ColorConversionCodes.BGR5652BGR),
        Of("MJPG", PixelPacking.Jpeg, 0, null),
        Of("JPEG", PixelPacking.Jpeg, 0, null),
        Of("RGGB", PixelPacking.Packed, 1, ColorConversionCodes.BayerBG2BGR), // OpenCV names the filter by its second row and column
        Of("GRBG", PixelPacking.Packed, 1, ColorConversionCodes.BayerGB2BGR),
        Of("GBRG", PixelPacking.Packed, 1, ColorConversionCodes.BayerGR2BGR),
        Of("BA81", PixelPacking.Packed, 1, ColorConversionCodes.BayerRG2BGR), // SBGGR8
        Of("GREY", PixelPacking.Packed, 1, ColorConversionCodes.GRAY2BGR),
        Of("Y16", PixelPacking.Packed, 2, ColorConversionCodes.GRAY2BGR, 16),
        Of("Y14", PixelPacking.Packed, 2, ColorConversionCodes.GRAY2BGR, 14),
        Of("Y12", PixelPacking.Packed, 2, ColorConversionCodes.GRAY2BGR, 12),
        Of("Y10", PixelPacking.Packed, 2, ColorConversionCodes.GRAY2BGR, 10),
        Of("Y16-BE", PixelPacking.HighByteFirst, 2, ColorConversionCodes.GRAY2BGR),
    ];

    /// <summary>The format's name.</summary>
    public string Name => FourCode.Print(Code);

    /// <summary>Type of a matrix over the first plane.</summary>
    public MatType MatType => Bits > 8 ? MatType.CV_16UC1 : MatType.CV_8UC(PixelBytes);

    /// <summary>Whether colour is shared by neighbours, so that only an even number of columns can be converted.</summary>
    public bool IsSubsampled => Packing is PixelPacking.Paired or PixelPacking.SemiPlanar or PixelPacking.Planar;

    /// <summary>The layout of a code; null if this program does not understand it.</summary>
    public static PixelLayout? Find(uint code) => All.FirstOrDefault(layout => layout.Code == code);

    /// <summary>Bytes from the start of a picture to its last pixel, which need not have the padding of a whole line.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="line">Bytes a line of the first plane.</param>
    public long Bytes(int width, int height, long line)
    {
        long rows = (height + 1) / 2; // of a colour plane
        long columns = (width + 1) / 2;
        return Packing switch
        {
            PixelPacking.Jpeg => 4, // both markers
            PixelPacking.SemiPlanar => (line * (height + rows - 1)) + (2 * columns),
            PixelPacking.Planar => (line * height) + (line / 2 * ((2 * rows) - 1)) + columns,
            _ => (line * (height - 1)) + ((long)width * PixelBytes),
        };
    }

    private static PixelLayout Of(string name, PixelPacking packing, int pixelBytes, ColorConversionCodes? toBgr, int bits = 8) => new(FourCode.Parse(name)!.Value, packing, pixelBytes, toBgr, bits);
}
