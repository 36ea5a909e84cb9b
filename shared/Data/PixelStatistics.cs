using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Mean and standard deviation of a training set's pixels.</summary>
internal static class PixelStatistics
{
    private const int LargestSample = 4000;
    private const int Decimals = 4;

    /// <summary>A square input whose normalisation changes nothing.</summary>
    public static InputSpec Unmeasured(string color, int imageSize) =>
        new() { Color = color, Height = imageSize, Width = imageSize, Mean = color == "gray" ? [0] : [0, 0, 0], Std = color == "gray" ? [1] : [1, 1, 1] };

    /// <summary>A square input for these pictures; see <see cref="Measure(IImageSet, InputSpec)"/>.</summary>
    public static InputSpec Measure(IImageSet train, string color, int imageSize) => Measure(train, Unmeasured(color, imageSize));

    /// <summary>The same input with the normalisation of these pictures, measured on up to 4,000 of them, evenly spread. Padding does not count.</summary>
    public static InputSpec Measure(IImageSet train, InputSpec input)
    {
        InputSpec spec = input.Crop == "pad" ? input with { Crop = "none" } : input;
        int channels = spec.Channels;
        long[] sums = new long[channels];
        long[] squares = new long[channels];
        int sample = Math.Min(train.Count, LargestSample);
        Preprocessor preprocessor = new(spec);
        byte[] pixels = new byte[spec.Bytes];
        for (int i = 0; i < sample; i++)
        {
            train.Read((int)((long)i * train.Count / sample), preprocessor, pixels);
            for (int p = 0; p < pixels.Length; p++)
            {
                sums[p % channels] += pixels[p];
                squares[p % channels] += pixels[p] * pixels[p];
            }
        }

        double count = (double)sample * spec.Height * spec.Width;
        double[] mean = [.. sums.Select(sum => sum / count / 255)];
        double[] std = [.. squares.Select((square, c) => Math.Sqrt(Math.Max((square / count / 255 / 255) - (mean[c] * mean[c]), 1e-6)))];
        return input with { Mean = [.. mean.Select(m => Math.Round(m, Decimals))], Std = [.. std.Select(s => Math.Round(s, Decimals))] };
    }
}
