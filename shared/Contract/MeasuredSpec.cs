namespace EdgeResNet.Shared.Contract;

/// <summary>Accuracy of a converted file on other pictures than those of the card's <see cref="MetricsSpec"/>.</summary>
/// <param name="Dataset">Which data.</param>
/// <param name="Samples">How many images.</param>
/// <param name="Top1">Of the file, 0 to 1.</param>
/// <param name="Float32Top1">Of the float32 file on the same images.</param>
public sealed record MeasuredSpec(string Dataset, int Samples, double Top1, double Float32Top1);
