using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Charts;

/// <summary>A line over the epochs.</summary>
/// <param name="Color">Its colour.</param>
/// <param name="Value">Its value in an epoch; left out where it is not finite.</param>
/// <param name="Name">Its name in the legend; empty where there is only one.</param>
internal sealed record EpochLine(string Color, Func<EpochMetrics, double> Value, string Name = "");
