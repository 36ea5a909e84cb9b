using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace EdgeResNet.Shared.Imaging;

/// <summary>The preprocessor's inner loops: weighted sums of rows, then of columns.</summary>
internal static class PixelSums
{
    // ITU-R BT.601 luma.
    private const float RedLuma = 0.299f;
    private const float GreenLuma = 0.587f;
    private const float BlueLuma = 0.114f;

    /// <summary>Weighted sum of whole rows. Bytes widen to floats a vector at a time, and the sums stay in registers.</summary>
    public static void Rows(ReadOnlySpan<byte> pixels, int stride, ReadOnlySpan<float> weights, Span<float> sums)
    {
        _ = pixels[((weights.Length - 1) * stride) + sums.Length - 1]; // one bounds check for all loads below
        ref byte source = ref MemoryMarshal.GetReference(pixels);
        ref float target = ref MemoryMarshal.GetReference(sums);
        int i = 0;
        for (; i <= sums.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            (Vector<float> sum0, Vector<float> sum1, Vector<float> sum2, Vector<float> sum3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
            for (int k = 0; k < weights.Length; k++)
            {
                Vector<float> weight = new(weights[k]);
                Vector.Widen(Vector.LoadUnsafe(ref source, (nuint)(i + (k * stride))), out Vector<ushort> low, out Vector<ushort> high);
                Vector.Widen(low, out Vector<uint> low0, out Vector<uint> low1);
                Vector.Widen(high, out Vector<uint> high0, out Vector<uint> high1);
                sum0 += weight * Vector.ConvertToSingle(Vector.AsVectorInt32(low0));
                sum1 += weight * Vector.ConvertToSingle(Vector.AsVectorInt32(low1));
                sum2 += weight * Vector.ConvertToSingle(Vector.AsVectorInt32(high0));
                sum3 += weight * Vector.ConvertToSingle(Vector.AsVectorInt32(high1));
            }

            ref float to = ref Unsafe.Add(ref target, i);
            sum0.StoreUnsafe(ref to);
            sum1.StoreUnsafe(ref to, (nuint)Vector<float>.Count);
            sum2.StoreUnsafe(ref to, (nuint)(2 * Vector<float>.Count));
            sum3.StoreUnsafe(ref to, (nuint)(3 * Vector<float>.Count));
        }

        for (; i < sums.Length; i++)
        {
            float sum = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                sum += weights[k] * pixels[(k * stride) + i];
            }

            sums[i] = sum;
        }
    }

    /// <summary><c>[source columns, 1] → [outputs, channels]</c>; a grey picture fills all channels.</summary>
    public static void Gray(ReadOnlySpan<float> row, AxisWeights columns, int channels, Span<byte> target)
    {
        int count = columns.Count;
        for (int x = 0; x < count; x++)
        {
            ReadOnlySpan<float> weights = columns.Of(x);
            ReadOnlySpan<float> source = row.Slice(columns.Starts[x], weights.Length);
            float sum = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                sum += weights[k] * source[k];
            }

            target.Slice(x * channels, channels).Fill(Round(sum));
        }
    }

    /// <summary><c>[source columns, 3 or 4] → [outputs, 1 if grey, else 3]</c>; a pixel is one vector; its last element (alpha or the next pixel) is unused.</summary>
    public static void Color(ReadOnlySpan<float> row, AxisWeights columns, PixelFormat format, bool gray, Span<byte> target)
    {
        int channels = format == PixelFormat.Bgra32 ? 4 : 3;
        (int red, int blue) = format == PixelFormat.Rgb24 ? (0, 2) : (2, 0);
        Vector128<float> luma = format == PixelFormat.Rgb24
            ? Vector128.Create(RedLuma, GreenLuma, BlueLuma, 0)
            : Vector128.Create(BlueLuma, GreenLuma, RedLuma, 0);
        int count = columns.Count;
        for (int x = 0; x < count; x++)
        {
            ReadOnlySpan<float> weights = columns.Of(x);
            int start = columns.Starts[x] * channels;
            _ = row[start + (weights.Length * channels)]; // with the padding, one bounds check for all loads below
            ref float source = ref Unsafe.Add(ref MemoryMarshal.GetReference(row), start);
            Vector128<float> sum = Vector128<float>.Zero;
            for (int k = 0; k < weights.Length; k++)
            {
                sum += weights[k] * Vector128.LoadUnsafe(ref source, (nuint)(k * channels));
            }

            if (gray)
            {
                target[x] = Round(Vector128.Sum(sum * luma));
            }
            else
            {
                Span<byte> pixel = target.Slice(x * 3, 3);
                pixel[0] = Round(sum[red]);
                pixel[1] = Round(sum[1]);
                pixel[2] = Round(sum[blue]);
            }
        }
    }

    // Weights add up to one, so sums are at most 255 plus a rounding error.
    private static byte Round(float value) => (byte)Math.Min(value + 0.5f, 255f);
}
