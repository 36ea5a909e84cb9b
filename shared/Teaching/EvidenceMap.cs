using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Teaching;

/// <summary>What speaks for a class in the part of a picture that the network sees.</summary>
/// <param name="Values"><see cref="Size"/> rows of as many numbers, spread over that part: 1 where most speaks for the class, 0 where nothing does.</param>
/// <param name="Seen">That part, in pixels of the picture.</param>
internal sealed record EvidenceMap(float[] Values, PixelRect Seen)
{
    /// <summary>Rows and columns.</summary>
    public const int Size = 48;

    /// <summary>Interpolates a class activation map, scaled to its largest value; what speaks against the class is 0.</summary>
    /// <param name="map"><c>[h, w]</c>, spread over the network's input.</param>
    /// <param name="columns">w.</param>
    /// <param name="input">The input.</param>
    /// <param name="framing">How the picture lies in it.</param>
    public static EvidenceMap Of(ReadOnlySpan<float> map, int columns, InputSpec input, Framing framing)
    {
        int rows = map.Length / columns;
        float[] values = new float[Size * Size];
        float largest = 0;
        foreach (float value in map)
        {
            largest = Math.Max(largest, value);
        }

        for (int y = 0; y < Size && largest > 0; y++)
        {
            (int top, int below, float down) = Between(y, framing.Rows, input.Height, rows);
            for (int x = 0; x < Size; x++)
            {
                (int left, int right, float across) = Between(x, framing.Columns, input.Width, columns);
                float upper = float.Lerp(map[(top * columns) + left], map[(top * columns) + right], across);
                float lower = float.Lerp(map[(below * columns) + left], map[(below * columns) + right], across);
                values[(y * Size) + x] = Math.Clamp(float.Lerp(upper, lower, down) / largest, 0, 1);
            }
        }

        return new EvidenceMap(values, framing.Seen);
    }

    // The two cells around a place. A cell's value holds in its middle.
    private static (int First, int Second, float Part) Between(int place, AxisCut axis, int extent, int cells)
    {
        double pixel = axis.Target + ((place + 0.5) / Size * axis.Count);
        double cell = Math.Clamp((pixel / extent * cells) - 0.5, 0, cells - 1);
        int first = Math.Min((int)cell, Math.Max(0, cells - 2));
        return (first, Math.Min(first + 1, cells - 1), (float)(cell - first));
    }
}
