namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// An affine map between numbers and integers of 8 bits (Jacob et al., 2018): x ≈ scale · (q − zero point).
/// </summary>
/// <param name="Scale">Distance between neighbouring numbers; positive.</param>
/// <param name="ZeroPoint">The integer for exactly 0.</param>
/// <param name="Lowest">Smallest integer.</param>
/// <param name="Highest">Largest integer.</param>
internal readonly record struct QuantizationParameters(float Scale, int ZeroPoint, int Lowest, int Highest)
{
    /// <summary>Largest absolute integer of weights and symmetric values.</summary>
    public const int SymmetricLimit = 127;

    private const float SmallestScale = 1e-20f; // for a value that is always 0; products of two scales are still normal numbers

    /// <summary>Unsigned, with the whole range of a byte; 0 is representable, as padding requires.</summary>
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

    /// <summary>The number of an integer.</summary>
    public float Dequantize(int value) => (value - ZeroPoint) * Scale;
}
