namespace EdgeResNet.Shared.Quantization;

/// <summary>Statistics of a value.</summary>
/// <param name="Range">Smallest and largest number.</param>
/// <param name="Histogram">Counts by size.</param>
internal sealed record Activation(ValueRange Range, ActivationHistogram Histogram);
