using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Mean and standard deviation of a training set's pixels.</summary>
internal static class PixelStatistics
{
    private const int LargestSample = 4000;
    private const int Decimals = 4;

    /// <summary>The input of a network for these pictures: normalisation measured on up to 4,000 training pictures, evenly spread.</summary>
    public static InputSpec Measure(IImageSet train, string color, int imageSize)
    {
        InputSpec spec = new() { Color = color, Height = imageSize, Width = imageSize, Mean = color == "gray" ? [0] : [0, 0, 0], Std = color == "gray" ? [1] : [1, 1, 1] };
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
        return spec with { Mean = [.. mean.Select(m => Math.Round(m, Decimals))], Std = [.. std.Select(s => Math.Round(s, Decimals))] };
    }
}
