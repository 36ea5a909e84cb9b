using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>Start of a retraining; the caller owns both.</summary>
/// <param name="Bundle">The old model; the run keeps a copy for the comparison.</param>
/// <param name="Network">Its network with a head for all classes.</param>
internal sealed record StartingPoint(ModelBundle Bundle, Network Network);
