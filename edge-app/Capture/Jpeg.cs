using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Writes pictures as JPEG files.</summary>
internal static class Jpeg
{
    /// <summary>The content of a file.</summary>
    /// <param name="picture">8 bits a channel: BGR or grey.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] Encode(Mat picture, int quality)
    {
        Cv2.ImEncode(".jpg", picture, out byte[] content, new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));
        return content;
    }
}
