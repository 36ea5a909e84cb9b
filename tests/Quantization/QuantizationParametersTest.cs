using CsCheck;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;

namespace EdgeResNet.Tests.Quantization;

public class QuantizationParametersTest
{
    [Theory]
    [InlineData(-1f, 3f, 4f / 255, 64)] // 1 / (4 / 255) = 63.75
    [InlineData(0f, 2.55f, 0.01f, 0)]
    [InlineData(1f, 2.55f, 0.01f, 0)] // 0 must be among the numbers
    [InlineData(-5.1f, -1f, 0.02f, 255)]
    public void An_asymmetric_range_fills_a_byte(float low, float high, float scale, int zeroPoint)
    {
        QuantizationParameters parameters = QuantizationParameters.Asymmetric(new ValueRange(low, high));
        Assert.Equal(scale, parameters.Scale, 1e-7f);
        Assert.Equal(zeroPoint, parameters.ZeroPoint);
        Assert.Equal(0f, parameters.Dequantize(parameters.Quantize(0)));
    }

    [Fact]
    public void A_symmetric_range_is_centred_on_zero_and_clips_outside()
    {
        QuantizationParameters parameters = QuantizationParameters.Symmetric(new ValueRange(-0.5f, 1.27f));
        Assert.Equal((0.01f, 0), (parameters.Scale, parameters.ZeroPoint));
        Assert.Equal([127, -50, 127, -128, 0, 2], new[] { 1.27f, -0.5f, 100, -100, 0.005f, 0.015f }.Select(parameters.Quantize)); // ties go to even
    }

    [Fact]
    public void Quantize_keeps_exact_zero() =>
        Assert.Equal(0f, QuantizationParameters.Asymmetric(default).Dequantize(QuantizationParameters.Asymmetric(default).Quantize(0)));

    [Fact]
    public void Values_inside_the_range_move_at_most_half_a_step() =>
        Gen.Select(Gen.Float[-1000, 1000], Gen.Float[0.001f, 1000], Gen.Float[0, 1], Gen.Bool).Sample((low, width, share, symmetric) =>
        {
            ValueRange range = new(Math.Min(low, 0), Math.Max(low + width, 0));
            QuantizationParameters parameters = symmetric ? QuantizationParameters.Symmetric(range) : QuantizationParameters.Asymmetric(range);
            float value = range.Low + (share * (range.High - range.Low));
            float error = Math.Abs(parameters.Dequantize(parameters.Quantize(value)) - value);
            // An asymmetric range is shifted by the rounding of its zero point, which can clip half a step at an end.
            return error <= parameters.Scale * (symmetric ? 0.5001 : 1.0001);
        });

    [Fact]
    public void Each_output_channel_has_its_own_scale()
    {
        QuantizedWeights quantized = QuantizedWeights.Of(new Weights([1.27f, -0.64f, 0.127f, 0.01f], 2, 2, 1, 1), [0.5f, -0.002f], inputScale: 0.1f);
        Assert.Equal([0.01f, 0.001f], quantized.Scales.Select(s => MathF.Round(s, 6)));
        Assert.Equal([127, -64, 127, 10], quantized.Values);
        Assert.Equal([500, -20], quantized.Bias); // 0.5 / (0.1 · 0.01), −0.002 / (0.1 · 0.001)
    }

    [Fact]
    public void A_bias_with_tiny_weights_fits_into_32_bits()
    {
        QuantizedWeights quantized = QuantizedWeights.Of(new Weights([1e-12f, 0f], 2, 1, 1, 1), [3f, 3f], inputScale: 0.01f);
        for (int c = 0; c < 2; c++)
        {
            Assert.Equal(3.0, (double)quantized.Bias[c] * quantized.Scales[c] * 0.01f, 1e-5);
            Assert.InRange(quantized.Bias[c], 1, int.MaxValue / 3 * 2);
        }
    }
}
