using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>What a retraining begins with; both stay the caller's.</summary>
/// <param name="Bundle">The old model, of which the run keeps a copy for the comparison.</param>
/// <param name="Network">Its network with a head for all classes.</param>
internal sealed record StartingPoint(ModelBundle Bundle, Network Network);
