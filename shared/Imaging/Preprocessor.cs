using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Imaging;

/// <summary>
/// Turns a picture of any size into the graph's input. Evaluation and camera share this one implementation.
/// Each axis is a weighted sum (<see cref="InputSpec.Resize"/>) of the pixels inside <see cref="InputSpec.Crop"/>; colours are
/// converted afterwards. Use one instance per thread: it keeps tables and scratch memory, and allocates only when the size
/// of the pictures changes.
/// </summary>
public sealed class Preprocessor
{
    private readonly AxisWeights columns;
    private readonly AxisWeights rows;
    private readonly byte[] filling; // one row of the mean colour, [W, C]; empty unless the picture is padded
    private float[] averagedRow = []; // one output row with all source columns: [columns, channels], and one element of padding

    /// <summary>Prepares tables for <paramref name="spec"/>.</summary>
    public Preprocessor(InputSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
        bool triangle = spec.Resize == "bilinear";
        columns = new AxisWeights(spec.Width, triangle);
        rows = new AxisWeights(spec.Height, triangle);
        filling = new byte[spec.Crop == "pad" ? spec.Width * spec.Channels : 0];
        for (int i = 0; i < filling.Length; i++)
        {
            filling[i] = (byte)Math.Clamp(Math.Round(255 * spec.Mean[i % spec.Channels]), 0, 255);
        }
    }

    /// <summary>The output.</summary>
    public InputSpec Spec { get; }

    /// <summary>Crops, resizes and converts <paramref name="image"/> into one <c>[H, W, C]</c> image.</summary>
    /// <param name="image">The picture; not kept.</param>
    /// <param name="destination">At least <see cref="InputSpec.Bytes"/> bytes.</param>
    /// <param name="region">The part of the picture to use, clipped to it; absent: the whole picture.</param>
    /// <exception cref="InputException">The picture or the region within it is empty.</exception>
    public void Run(ImageView image, Span<byte> destination, PixelRect? region = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Spec.Bytes);
        Framing framing = Framing.Of(Spec, image.Width, image.Height, region);
        int channels = Channels(image.Format);
        ArgumentOutOfRangeException.ThrowIfLessThan(image.Stride, image.Width * channels);
        ArgumentOutOfRangeException.ThrowIfLessThan(image.Pixels.Length, ((image.Height - 1) * image.Stride) + (image.Width * channels));
        if (filling.Length > 0)
        {
            Fill(framing, destination);
        }

        columns.Prepare(framing.Columns);
        rows.Prepare(framing.Rows);
        ReadOnlySpan<byte> pixels = image.Pixels[(((framing.Source.Y + rows.First) * image.Stride) + ((framing.Source.X + columns.First) * channels))..];
        destination = destination[(((framing.Rows.Target * Spec.Width) + framing.Columns.Target) * Spec.Channels)..];
        if (framing.Columns.IsCopy && framing.Rows.IsCopy && image.Format == (Spec.Channels == 1 ? PixelFormat.Gray8 : PixelFormat.Rgb24))
        {
            Copy(pixels, image.Stride, destination);
        }
        else
        {
            Resample(pixels, image.Stride, image.Format, destination);
        }
    }

    /// <summary>
    /// The part of a picture that <see cref="Run"/> uses, to the nearest pixel: the region without the parts that
    /// <see cref="InputSpec.Crop"/> and <see cref="InputSpec.Margin"/> cut off.
    /// </summary>
    /// <exception cref="InputException">The picture or the region within it is empty.</exception>
    public PixelRect SourceRectangle(int width, int height, PixelRect? region = null) => Framing.Of(Spec, width, height, region).Seen;

    private static int Channels(PixelFormat format) => format switch
    {
        PixelFormat.Gray8 => 1,
        PixelFormat.Bgra32 => 4,
        _ => 3,
    };

    /// <summary>Fills the area outside the picture.</summary>
    private void Fill(in Framing framing, Span<byte> destination)
    {
        int left = framing.Columns.Target * Spec.Channels;
        int right = left + (framing.Columns.Count * Spec.Channels);
        for (int y = 0; y < Spec.Height; y++)
        {
            Span<byte> row = destination.Slice(y * filling.Length, filling.Length);
            bool covered = y >= framing.Rows.Target && y < framing.Rows.Target + framing.Rows.Count;
            filling.AsSpan(0, covered ? left : right).CopyTo(row);
            filling.AsSpan(right).CopyTo(row[right..]);
        }
    }

    private void Copy(ReadOnlySpan<byte> pixels, int stride, Span<byte> destination)
    {
        int length = columns.Count * Spec.Channels;
        for (int y = 0; y < rows.Count; y++)
        {
            pixels.Slice(y * stride, length).CopyTo(destination[(y * Spec.Width * Spec.Channels)..]);
        }
    }

    /// <summary>Sums rows, then columns. The spans begin with the first pixel that is read or written.</summary>
    private void Resample(ReadOnlySpan<byte> pixels, int stride, PixelFormat format, Span<byte> destination)
    {
        int rowLength = columns.Length * Channels(format);
        if (averagedRow.Length <= rowLength)
        {
            averagedRow = new float[rowLength + 1];
        }

        bool gray = Spec.Channels == 1;
        for (int y = 0; y < rows.Count; y++)
        {
            PixelSums.Rows(pixels[(rows.Starts[y] * stride)..], stride, rows.Of(y), averagedRow.AsSpan(0, rowLength));
            Span<byte> target = destination[(y * Spec.Width * Spec.Channels)..];
            if (format == PixelFormat.Gray8)
            {
                PixelSums.Gray(averagedRow, columns, Spec.Channels, target);
            }
            else
            {
                PixelSums.Color(averagedRow, columns, format, gray, target);
            }
        }
    }
}
