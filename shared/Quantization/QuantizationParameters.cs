namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// An affine map between numbers and integers of 8 bits (Jacob et al., 2018): x ≈ scale · (q − zero point).
/// </summary>
/// <param name="Scale">Distance of neighbouring numbers; positive.</param>
/// <param name="ZeroPoint">The integer that stands for exactly 0.</param>
/// <param name="Lowest">Smallest integer.</param>
/// <param name="Highest">Largest integer.</param>
internal readonly record struct QuantizationParameters(float Scale, int ZeroPoint, int Lowest, int Highest)
{
    /// <summary>Largest integer of weights and of symmetric values: the same on both sides of zero.</summary>
    public const int SymmetricLimit = 127;

    private const float SmallestScale = 1e-20f; // of a value that is always 0; products of two scales stay normal numbers

    /// <summary>Unsigned, with the whole range of a byte and 0 representable, which padding needs.</summary>
    public static QuantizationParameters Asymmetric(ValueRange range)
    {
        double low = Math.Min(range.Low, 0);
        double high = Math.Max(range.High, 0);
        float scale = Math.Max((float)((high - low) / byte.MaxValue), SmallestScale);
        return new QuantizationParameters(scale, (int)Math.Round(-low / scale), byte.MinValue, byte.MaxValue);
    }

    /// <summary>Signed, with 0 in the middle.</summary>
    public static QuantizationParameters Symmetric(ValueRange range)
    {
        float limit = Math.Max(Math.Abs(range.Low), Math.Abs(range.High));
        return new QuantizationParameters(Math.Max(limit / SymmetricLimit, SmallestScale), 0, -SymmetricLimit - 1, SymmetricLimit);
    }

    /// <summary>The integer for a number: rounded half to even, as ONNX's QuantizeLinear does, and clipped.</summary>
    public int Quantize(float value) => (int)Math.Clamp(Math.Round((double)value / Scale) + ZeroPoint, Lowest, Highest);

    /// <summary>The number that an integer stands for.</summary>
    public float Dequantize(int value) => (value - ZeroPoint) * Scale;
}
