using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Imaging;

/// <summary>
/// Turns a picture of any size into the graph's input: the one implementation, used by evaluation and camera alike.
/// Each axis is an exact box average where it shrinks and linear interpolation between pixel centres where it grows;
/// colours are converted afterwards. One instance a thread: it keeps tables and scratch memory, and allocates only when
/// the geometry of the pictures changes.
/// </summary>
public sealed class Preprocessor
{
    // ITU-R BT.601 luma.
    private const float RedLuma = 0.299f;
    private const float GreenLuma = 0.587f;
    private const float BlueLuma = 0.114f;

    private readonly AxisWeights columns;
    private readonly AxisWeights rows;
    private float[] averagedRow = []; // one output row, still with all source columns: [columns, channels], and one element of padding

    /// <summary>Prepares tables for <paramref name="spec"/>.</summary>
    public Preprocessor(InputSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
        columns = new AxisWeights(spec.Width);
        rows = new AxisWeights(spec.Height);
    }

    /// <summary>What comes out.</summary>
    public InputSpec Spec { get; }

    /// <summary>Crops, resizes and converts <paramref name="image"/> into one <c>[H, W, C]</c> image.</summary>
    /// <param name="image">The picture; not kept.</param>
    /// <param name="destination">At least <see cref="InputSpec.Bytes"/> bytes.</param>
    /// <param name="region">The part of the picture to look at; clipped to it. Absent: all of it.</param>
    /// <exception cref="InputException">The picture or the region within it is empty.</exception>
    public void Run(ImageView image, Span<byte> destination, PixelRect? region = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Spec.Bytes);
        PixelRect source = SourceRectangle(image.Width, image.Height, region);
        int channels = Channels(image.Format);
        ArgumentOutOfRangeException.ThrowIfLessThan(image.Stride, image.Width * channels);
        ArgumentOutOfRangeException.ThrowIfLessThan(image.Pixels.Length, ((image.Height - 1) * image.Stride) + (image.Width * channels));
        ReadOnlySpan<byte> pixels = image.Pixels[((source.Y * image.Stride) + (source.X * channels))..];
        if (source.Width == Spec.Width && source.Height == Spec.Height && image.Format == (Spec.Channels == 1 ? PixelFormat.Gray8 : PixelFormat.Rgb24))
        {
            Copy(pixels, image.Stride, destination);
            return;
        }

        columns.Prepare(source.Width);
        rows.Prepare(source.Height);
        int rowLength = source.Width * channels;
        if (averagedRow.Length <= rowLength)
        {
            averagedRow = new float[rowLength + 1];
        }

        int outputLength = Spec.Width * Spec.Channels;
        for (int y = 0; y < Spec.Height; y++)
        {
            AverageRows(pixels[(rows.Starts[y] * image.Stride)..], image.Stride, rows.Of(y), averagedRow.AsSpan(0, rowLength));
            Span<byte> target = destination.Slice(y * outputLength, outputLength);
            if (channels == 1)
            {
                ResizeGray(averagedRow, target);
            }
            else
            {
                ResizeColor(averagedRow, image.Format, target);
            }
        }
    }

    /// <summary>The part of a picture that <see cref="Run"/> looks at: the region within it, or the largest centred rectangle of the input's aspect ratio within that.</summary>
    /// <exception cref="InputException">The picture or the region within it is empty.</exception>
    public PixelRect SourceRectangle(int width, int height, PixelRect? region = null)
    {
        PixelRect whole = region ?? new PixelRect(0, 0, width, height);
        int left = Math.Clamp(whole.X, 0, width);
        int top = Math.Clamp(whole.Y, 0, height);
        int right = (int)Math.Clamp((long)whole.X + whole.Width, 0, width);
        int bottom = (int)Math.Clamp((long)whole.Y + whole.Height, 0, height);
        (int w, int h) = (right - left, bottom - top);
        if (w <= 0 || h <= 0)
        {
            throw new InputException($"the region {whole.X},{whole.Y},{whole.Width},{whole.Height} holds nothing of a picture of {width}×{height} pixels");
        }

        if (Spec.Crop == "center")
        {
            // Whichever side is too long for the aspect ratio is cut to the nearest pixel.
            int cutWidth = Math.Clamp((int)Math.Round((double)h * Spec.Width / Spec.Height), 1, w);
            int cutHeight = Math.Clamp((int)Math.Round((double)w * Spec.Height / Spec.Width), 1, h);
            (left, top) = (left + ((w - cutWidth) / 2), top + ((h - cutHeight) / 2));
            (w, h) = (cutWidth, cutHeight);
        }

        return new PixelRect(left, top, w, h);
    }

    private static int Channels(PixelFormat format) => format switch
    {
        PixelFormat.Gray8 => 1,
        PixelFormat.Bgra32 => 4,
        _ => 3,
    };

    private void Copy(ReadOnlySpan<byte> pixels, int stride, Span<byte> destination)
    {
        int length = Spec.Width * Spec.Channels;
        for (int y = 0; y < Spec.Height; y++)
        {
            pixels.Slice(y * stride, length).CopyTo(destination[(y * length)..]);
        }
    }

    /// <summary>Weighted sum of whole rows. Bytes widen to floats a vector at a time, and the sums stay in registers.</summary>
    private static void AverageRows(ReadOnlySpan<byte> pixels, int stride, ReadOnlySpan<float> weights, Span<float> sums)
    {
        _ = pixels[((weights.Length - 1) * stride) + sums.Length - 1]; // the one bounds check that covers every load below
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

    /// <summary><c>[source columns, 1] → [W, C]</c>; a grey picture fills all channels.</summary>
    private void ResizeGray(ReadOnlySpan<float> row, Span<byte> target)
    {
        int channels = Spec.Channels;
        for (int x = 0; x < columns.Counts.Length; x++)
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

    /// <summary><c>[source columns, 3 or 4] → [W, C]</c>; a pixel is one vector, whose last element is alpha or the next pixel's and never used.</summary>
    private void ResizeColor(ReadOnlySpan<float> row, PixelFormat format, Span<byte> target)
    {
        int channels = Channels(format);
        (int red, int blue) = format == PixelFormat.Rgb24 ? (0, 2) : (2, 0);
        Vector128<float> luma = format == PixelFormat.Rgb24
            ? Vector128.Create(RedLuma, GreenLuma, BlueLuma, 0)
            : Vector128.Create(BlueLuma, GreenLuma, RedLuma, 0);
        bool gray = Spec.Channels == 1;
        for (int x = 0; x < columns.Counts.Length; x++)
        {
            ReadOnlySpan<float> weights = columns.Of(x);
            int start = columns.Starts[x] * channels;
            _ = row[start + (weights.Length * channels)]; // with the padding, covers every load below
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

    // Sums of bytes with weights that add up to one: 255 plus a rounding error at most.
    private static byte Round(float value) => (byte)Math.Min(value + 0.5f, 255f);
}
