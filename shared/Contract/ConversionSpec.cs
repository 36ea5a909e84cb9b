namespace EdgeResNet.Shared.Contract;

/// <summary>How a file of reduced precision was made.</summary>
/// <param name="Dataset">The pictures that calibrated it, such as <c>fashion-mnist/train</c>.</param>
/// <param name="Samples">How many.</param>
/// <param name="KeptFloat">Layers that were kept in float32.</param>
/// <param name="ValidationDrop">Loss of top-1 against the float32 file on the validation pictures, 0 to 1.</param>
/// <param name="Measured">What computed the answers of <see cref="FileSpec.Top1"/>.</param>
/// <param name="Ranges">How the ranges of 8-bit values were chosen; absent for half precision.</param>
/// <param name="ReducedLayers">Layers in reduced precision; with 0 the file is no smaller or faster than float32. Absent in cards of earlier builds.</param>
/// <param name="OnOthers">Accuracy on pictures other than the card's data set; absent where <see cref="FileSpec.Top1"/> tells it.</param>
public sealed record ConversionSpec(string Dataset, int Samples, IReadOnlyList<string> KeptFloat, double ValidationDrop, string Measured, string? Ranges = null, int? ReducedLayers = null, MeasuredSpec? OnOthers = null);
