using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// Weights of a convolution or linear layer as signed integers with a scale per output channel. The bias is 32-bit integers
/// with the accumulator's scale, input scale · weight scale.
/// </summary>
/// <param name="Values">In memory order, output channel outermost.</param>
/// <param name="Scales">One for each output channel.</param>
/// <param name="Bias">One for each output channel.</param>
internal sealed record QuantizedWeights(sbyte[] Values, float[] Scales, int[] Bias)
{
    // Leaves half of the accumulator's range free.
    private const double LargestBias = 1 << 30;

    /// <summary>Quantises symmetrically: with zero point 0, the integer product needs no correction.</summary>
    /// <param name="weights"><c>[out, …]</c>.</param>
    /// <param name="bias">One for each output channel, or null for none.</param>
    /// <param name="inputScale">Scale of the layer's input; 0 gives no integer bias.</param>
    public static QuantizedWeights Of(Weights weights, float[]? bias, float inputScale)
    {
        int channels = (int)weights.Shape[0];
        int perChannel = weights.Values.Length / channels;
        sbyte[] values = new sbyte[weights.Values.Length];
        float[] scales = new float[channels];
        int[] integerBias = new int[channels];
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<float> row = weights.Values.AsSpan(c * perChannel, perChannel);
            QuantizationParameters parameters = QuantizationParameters.Symmetric(RangeOf(row));
            double b = bias?[c] ?? 0;
            if (inputScale > 0)
            {
                // For tiny weights beside a large bias, a coarser scale keeps the bias within 32 bits.
                float needed = (float)(Math.Abs(b) / LargestBias / inputScale);
                parameters = parameters with { Scale = Math.Max(parameters.Scale, needed) };
                integerBias[c] = (int)Math.Round(b / ((double)inputScale * parameters.Scale));
            }

            scales[c] = parameters.Scale;
            for (int i = 0; i < perChannel; i++)
            {
                values[(c * perChannel) + i] = (sbyte)parameters.Quantize(row[i]);
            }
        }

        return new QuantizedWeights(values, scales, integerBias);
    }

    private static ValueRange RangeOf(ReadOnlySpan<float> values)
    {
        ValueRange range = default;
        foreach (float value in values)
        {
            range = range.Union(new ValueRange(value, value));
        }

        return range;
    }
}
