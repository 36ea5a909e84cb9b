using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Jobs;

/// <summary>Where a training runs and whom it tells.</summary>
/// <param name="Device">Where torch computes.</param>
/// <param name="Output">The verb's.</param>
/// <param name="Stop">Ends the training after the current step, with a checkpoint.</param>
internal sealed record TrainingContext(Device Device, TextWriter Output, CancellationToken Stop);
