using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Teaching;

/// <summary>What cross-validation finds out about a taught model. Until then, these are the usual values.</summary>
/// <param name="Strength">C of the regression.</param>
/// <param name="Measure">Separates unknown pictures from known ones; one of <see cref="UnknownMeasure.Names"/>.</param>
/// <param name="Calibration">Temperature and threshold; null until measured.</param>
internal sealed record AnswerSettings(double Strength = OutOfFold.UsualStrength, string Measure = UnknownMeasure.NearestPicture, Calibration? Calibration = null);
