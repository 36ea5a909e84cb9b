using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>A number in the pixels of a picture: 4×4 blocks, black or white, one per bit. It survives video codecs, and a 4×4 network input reads it exactly.</summary>
internal static class FrameCounter
{
    public const int Side = 64;

    private const int Blocks = 4;

    public static InputSpec Input { get; } = new() { Color = "gray", Height = Blocks, Width = Blocks, Mean = [0], Std = [1] };

    public static void Draw(Mat picture, int number)
    {
        picture.Create(Side, Side, MatType.CV_8UC3);
        const int block = Side / Blocks;
        for (int y = 0; y < Side; y++)
        {
            Span<byte> row = RowOf(picture, y);
            for (int column = 0; column < Blocks; column++)
            {
                int bit = (y / block * Blocks) + column;
                row.Slice(column * block * 3, block * 3).Fill((number >> bit & 1) == 1 ? (byte)255 : (byte)0);
            }
        }
    }

    /// <summary>Reads the number from a 4×4 network input.</summary>
    public static int Read(ReadOnlySpan<byte> input)
    {
        int number = 0;
        for (int bit = 0; bit < Blocks * Blocks; bit++)
        {
            number |= (input[bit] > 127 ? 1 : 0) << bit;
        }

        return number;
    }

    /// <summary>Reads the number from a picture of any size, from the middle of each block.</summary>
    public static int Read(Mat picture)
    {
        int number = 0;
        for (int bit = 0; bit < Blocks * Blocks; bit++)
        {
            int y = (2 * (bit / Blocks) + 1) * picture.Rows / (2 * Blocks);
            int x = (2 * (bit % Blocks) + 1) * picture.Cols / (2 * Blocks);
            number |= (picture.At<byte>(y, x) > 127 ? 1 : 0) << bit;
        }

        return number;
    }

    private static unsafe Span<byte> RowOf(Mat picture, int y) => new((byte*)picture.Ptr(y), picture.Cols * 3);
}
