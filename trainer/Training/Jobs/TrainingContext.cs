using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Jobs;

/// <summary>Device, output and cancellation of a training.</summary>
/// <param name="Device">The device of torch.</param>
/// <param name="Output">The verb's.</param>
/// <param name="Stop">Stops the training after the current step, with a checkpoint.</param>
internal sealed record TrainingContext(Device Device, TextWriter Output, CancellationToken Stop);
