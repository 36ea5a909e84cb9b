namespace EdgeResNet.Shared.Contract;

/// <summary>Accuracy on held-out data, 0 to 1.</summary>
/// <param name="Dataset">Which data, such as <c>fashion-mnist/test</c>.</param>
/// <param name="Samples">How many images.</param>
/// <param name="Top1">Share of images whose highest logit is the true class.</param>
/// <param name="Ece">Expected calibration error with 15 bins (Guo et al., 2017), with the card's temperature.</param>
/// <param name="EceBefore">The same with temperature 1; absent in cards that were never calibrated.</param>
/// <param name="Interval">95 % interval of <paramref name="Top1"/>, lower and upper end; absent in cards of earlier builds.</param>
/// <param name="Method"><c>cross-validated</c>, or absent: measured on pictures that the file never learned from.</param>
/// <param name="Temperature">The temperature of <paramref name="Ece"/>, after a calibration on other pictures; absent: the card's.</param>
public sealed record MetricsSpec(string Dataset, int Samples, double Top1, double Ece, double? EceBefore = null, IReadOnlyList<double>? Interval = null, string? Method = null, double? Temperature = null);
