using EdgeResNet.Shared.Teaching;
using SkiaSharp;

namespace EdgeResNet.EdgeApp.Explaining;

/// <summary>
/// Colours of a map over a picture: a blue veil where nothing speaks for the label, the clear picture in between, and a glow of amber
/// where most does. Blue and amber differ for colour-blind people too, and the veil shows on bright and dark pictures.
/// </summary>
internal static class EvidenceColors
{
    private static readonly (float At, float Red, float Green, float Blue, float Alpha)[] stops =
    [
        (0, 22, 40, 92, 0.62f),
        (0.35f, 60, 84, 140, 0.34f),
        (0.6f, 190, 170, 120, 0.1f),
        (1, 255, 190, 40, 0.42f),
    ];

    /// <summary>The map as an image with alpha, <see cref="EvidenceMap.Size"/> pixels wide and high; the caller owns it.</summary>
    public static SKImage Image(EvidenceMap map)
    {
        using SKBitmap bitmap = new(EvidenceMap.Size, EvidenceMap.Size, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < map.Values.Length; i++)
        {
            Paint(map.Values[i], pixels.Slice(4 * i, 4));
        }

        return SKImage.FromBitmap(bitmap);
    }

    /// <summary>The colour of a value, RGBA.</summary>
    public static void Paint(float value, Span<byte> pixel)
    {
        int upper = 1;
        while (upper < stops.Length - 1 && value > stops[upper].At)
        {
            upper++;
        }

        ((float from, float r0, float g0, float b0, float a0), (float to, float r1, float g1, float b1, float a1)) = (stops[upper - 1], stops[upper]);
        float part = Math.Clamp((value - from) / (to - from), 0, 1);
        pixel[0] = (byte)float.Lerp(r0, r1, part);
        pixel[1] = (byte)float.Lerp(g0, g1, part);
        pixel[2] = (byte)float.Lerp(b0, b1, part);
        pixel[3] = (byte)(255 * float.Lerp(a0, a1, part));
    }
}
