using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Charts;

/// <summary>A line over the epochs.</summary>
/// <param name="Color">Its colour.</param>
/// <param name="Value">Its value in an epoch; left out if not finite.</param>
/// <param name="Name">Its name in the legend; empty for a single line.</param>
internal sealed record EpochLine(string Color, Func<EpochMetrics, double> Value, string Name = "");
