using EdgeResNet.Shared.Pictures;
using SkiaSharp;

namespace EdgeResNet.Shared.Imaging;

/// <summary>
/// Reads PNGs of 16 bits a sample. Cameras and scanners often fill only 8, 10 or 12 of them, so white is the smallest of these
/// ranges that holds all samples.
/// </summary>
internal static class DeepPng
{
    private const int Full = ushort.MaxValue;
    private static readonly int[] ranges = [255, 1023, 4095, Full];

    /// <summary>Decodes the pixels as they lie in the file: one byte each if grey, else blue, green, red, alpha; composited on white.</summary>
    /// <param name="file">The file, 16 bits deep.</param>
    /// <param name="color">Its colour type.</param>
    /// <param name="decode">Decodes a file: colour type of the result, and bytes of a pixel.</param>
    /// <returns>The pixels, their channels, and the sample of white.</returns>
    public static (byte[] Pixels, int Channels, int Range) Decode(byte[] file, PngColor color, Func<byte[], SKColorType, byte[]> decode)
    {
        // SkiaSharp keeps 16 bits of colours, as half-precision numbers. Of grey it drops the low byte: so the decoder takes the
        // two bytes for two samples of 8 bits.
        bool gray = color is PngColor.Gray or PngColor.GrayAlpha;
        byte[] raw = color switch
        {
            PngColor.Gray => decode(PngFile.Relabelled(file, 8, PngColor.GrayAlpha), SKColorType.Bgra8888),
            PngColor.GrayAlpha => decode(PngFile.Relabelled(file, 8, PngColor.Rgba), SKColorType.Rgba8888),
            _ => decode(file, SKColorType.RgbaF16),
        };
        ushort[] samples = color switch
        {
            PngColor.Gray => Samples(raw, 4, static (bytes, at) => Pair(bytes[at], bytes[at + 3]), static (_, _) => Full),
            PngColor.GrayAlpha => Samples(raw, 4, static (bytes, at) => Pair(bytes[at], bytes[at + 1]), static (bytes, at) => Pair(bytes[at + 2], bytes[at + 3])),
            _ => Halves(raw),
        };
        int channels = gray ? 1 : 3;
        int range = RangeOf(samples, channels, rounding: gray ? 0 : 1); // of half-precision numbers
        byte[] pixels = new byte[samples.Length / (channels + 1) * (gray ? 1 : 4)];
        for (int from = 0, to = 0; from < samples.Length; from += channels + 1)
        {
            int alpha = To8(samples[from + channels], Full);
            for (int channel = channels - 1; channel >= 0; channel--)
            {
                pixels[to++] = WhiteBackground.Blend(To8(samples[from + channel], range), alpha);
            }

            if (!gray)
            {
                pixels[to++] = byte.MaxValue;
            }
        }

        return (pixels, gray ? 1 : 4, range);
    }

    private static ushort Pair(byte high, byte low) => (ushort)((high << 8) | low);

    private static byte To8(int sample, int range) => (byte)Math.Min(byte.MaxValue, ((sample * byte.MaxValue) + (range / 2)) / range);

    /// <summary>Grey and alpha of each pixel.</summary>
    private static ushort[] Samples(byte[] raw, int pixel, Func<byte[], int, ushort> gray, Func<byte[], int, ushort> alpha)
    {
        ushort[] samples = new ushort[raw.Length / pixel * 2];
        for (int from = 0, to = 0; from < raw.Length; from += pixel, to += 2)
        {
            (samples[to], samples[to + 1]) = (gray(raw, from), alpha(raw, from));
        }

        return samples;
    }

    /// <summary>Red, green, blue and alpha of each pixel.</summary>
    private static ushort[] Halves(byte[] raw)
    {
        ushort[] samples = new ushort[raw.Length / 2];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (ushort)Math.Round(Math.Clamp((float)BitConverter.ToHalf(raw, 2 * i), 0, 1) * Full);
        }

        return samples;
    }

    private static int RangeOf(ushort[] samples, int channels, int rounding)
    {
        int most = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            most = i % (channels + 1) == channels ? most : Math.Max(most, samples[i]);
        }

        return ranges.First(range => most - rounding <= range);
    }
}
