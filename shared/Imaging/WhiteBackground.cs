namespace EdgeResNet.Shared.Imaging;

/// <summary>What shows through transparent pixels, in training and live alike.</summary>
internal static class WhiteBackground
{
    private const int Opaque = byte.MaxValue;

    /// <summary>Composites pixels of blue, green, red and alpha, in place.</summary>
    public static void Blend(Span<byte> pixels)
    {
        for (int i = 0; i + 3 < pixels.Length; i += 4)
        {
            int alpha = pixels[i + 3];
            if (alpha != Opaque)
            {
                (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (Blend(pixels[i], alpha), Blend(pixels[i + 1], alpha), Blend(pixels[i + 2], alpha), Opaque);
            }
        }
    }

    /// <summary>Composites a sample.</summary>
    public static byte Blend(int sample, int alpha) => (byte)(((sample * alpha) + (Opaque * (Opaque - alpha)) + (Opaque / 2)) / Opaque);
}
