namespace EdgeResNet.Shared.Quantization;

/// <summary>What was seen of a value.</summary>
/// <param name="Range">Smallest and largest number.</param>
/// <param name="Histogram">How often which size.</param>
internal sealed record Activation(ValueRange Range, ActivationHistogram Histogram);
