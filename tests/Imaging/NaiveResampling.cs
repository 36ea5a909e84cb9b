using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Tests.Imaging;

/// <summary>Geometry of the definition: a part of the picture is resized, and pixel <c>(x, y)</c> of the input is pixel <c>(x + Left, y + Top)</c> of that.</summary>
internal readonly record struct NaiveFrame(PixelRect Source, int Width, int Height, int Left, int Top);

/// <summary>The preprocessor's definition in readable form: one output value at a time, in double precision.</summary>
internal static class NaiveResampling
{
    /// <summary>A part of the picture becomes the whole input.</summary>
    public static NaiveFrame Stretched(PixelRect source, InputSpec spec) => new(source, spec.Width, spec.Height, 0, 0);

    /// <summary>torchvision's Resize(short) and CenterCrop, for a square input; halves are rounded to even.</summary>
    public static NaiveFrame Cut(int width, int height, InputSpec spec, int shorter)
    {
        (int w, int h) = width <= height ? (shorter, shorter * height / width) : (shorter * width / height, shorter);
        return new NaiveFrame(new PixelRect(0, 0, width, height), w, h, (int)Math.Round((w - spec.Width) / 2.0), (int)Math.Round((h - spec.Height) / 2.0));
    }

    /// <summary>The whole picture inside the input.</summary>
    public static NaiveFrame Padded(int width, int height, InputSpec spec)
    {
        double scale = Math.Min((double)spec.Width / width, (double)spec.Height / height);
        (int w, int h) = (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
        return new NaiveFrame(new PixelRect(0, 0, width, height), w, h, -((spec.Width - w) / 2), -((spec.Height - h) / 2));
    }

    public static double Value(ImageView image, NaiveFrame frame, InputSpec spec, int x, int y, int channel)
    {
        (int column, int row) = (x + frame.Left, y + frame.Top);
        if (column < 0 || row < 0 || column >= frame.Width || row >= frame.Height)
        {
            return Math.Round(255 * spec.Mean[channel]);
        }

        double[] across = Weights(frame.Source.Width, frame.Width, column, spec.Resize);
        double[] down = Weights(frame.Source.Height, frame.Height, row, spec.Resize);
        return spec.Color == "rgb"
            ? Channel(image, frame.Source, across, down, channel)
            : image.Format == PixelFormat.Gray8
                ? Channel(image, frame.Source, across, down, 0)
                : (0.299 * Channel(image, frame.Source, across, down, 0)) + (0.587 * Channel(image, frame.Source, across, down, 1)) + (0.114 * Channel(image, frame.Source, across, down, 2));
    }

    /// <summary>Channel 0 is red, 1 green, 2 blue, in any channel order of the picture.</summary>
    private static double Channel(ImageView image, PixelRect source, double[] across, double[] down, int channel)
    {
        (int bytes, int at) = image.Format switch
        {
            PixelFormat.Gray8 => (1, 0),
            PixelFormat.Rgb24 => (3, channel),
            PixelFormat.Bgr24 => (3, 2 - channel),
            PixelFormat.Bgra32 => (4, 2 - channel),
            _ => throw new ArgumentOutOfRangeException(nameof(image)),
        };
        double sum = 0;
        for (int y = 0; y < down.Length; y++)
        {
            for (int x = 0; down[y] > 0 && x < across.Length; x++)
            {
                sum += down[y] * across[x] * image.Pixels[((source.Y + y) * image.Stride) + ((source.X + x) * bytes) + at];
            }
        }

        return sum;
    }

    /// <summary>Weight of every source pixel of an axis in one output pixel; they add up to one.</summary>
    private static double[] Weights(int sources, int outputs, int output, string resize)
    {
        double scale = (double)sources / outputs;
        double[] weights = [.. Enumerable.Range(0, sources).Select(source => Weight(source, sources, output, scale, resize))];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private static double Weight(int source, int sources, int output, double scale, string resize)
    {
        if (scale <= 1)
        {
            double centre = Math.Clamp(((output + 0.5) * scale) - 0.5, 0, sources - 1);
            return Math.Max(0, 1 - Math.Abs(centre - source));
        }

        return resize == "area"
            ? Math.Max(0, Math.Min((output + 1) * scale, source + 1) - Math.Max(output * scale, source))
            : Math.Max(0, 1 - (Math.Abs(source + 0.5 - ((output + 0.5) * scale)) / scale));
    }
}
