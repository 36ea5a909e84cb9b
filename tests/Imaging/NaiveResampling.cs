using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Tests.Imaging;

/// <summary>The preprocessor's definition, written for the reader: one output value at a time, in double precision.</summary>
internal static class NaiveResampling
{
    public static double Value(ImageView image, PixelRect source, InputSpec spec, int x, int y, int channel)
    {
        if (spec.Color == "rgb")
        {
            return Channel(image, source, spec, x, y, channel);
        }

        return image.Format == PixelFormat.Gray8
            ? Channel(image, source, spec, x, y, 0)
            : (0.299 * Channel(image, source, spec, x, y, 0)) + (0.587 * Channel(image, source, spec, x, y, 1)) + (0.114 * Channel(image, source, spec, x, y, 2));
    }

    /// <summary>Channel 0 is red, 1 green, 2 blue, whatever the picture's order.</summary>
    private static double Channel(ImageView image, PixelRect source, InputSpec spec, int x, int y, int channel)
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
        (int top, int bottom) = Neighbourhood(source.Height, y, spec.Height);
        (int left, int right) = Neighbourhood(source.Width, x, spec.Width);
        for (int sourceY = top; sourceY < bottom; sourceY++)
        {
            double weightY = Weight(sourceY, source.Height, y, spec.Height);
            for (int sourceX = left; sourceX < right; sourceX++)
            {
                double weight = weightY * Weight(sourceX, source.Width, x, spec.Width);
                sum += weight * image.Pixels[((source.Y + sourceY) * image.Stride) + ((source.X + sourceX) * bytes) + at];
            }
        }

        return sum;
    }

    /// <summary>Source pixels beyond which every weight is zero, generously.</summary>
    private static (int From, int To) Neighbourhood(int sources, int output, int outputs)
    {
        double scale = (double)sources / outputs;
        return (Math.Max(0, (int)((output - 1) * scale) - 2), Math.Min(sources, (int)((output + 2) * scale) + 3));
    }

    /// <summary>Weight of one source pixel in one output pixel, on one axis.</summary>
    private static double Weight(int source, int sources, int output, int outputs)
    {
        double scale = (double)sources / outputs;
        if (scale > 1)
        {
            double covered = Math.Min((output + 1) * scale, source + 1) - Math.Max(output * scale, source);
            return Math.Max(0, covered) / scale;
        }

        double centre = Math.Clamp(((output + 0.5) * scale) - 0.5, 0, sources - 1);
        return Math.Max(0, 1 - Math.Abs(centre - source));
    }
}
