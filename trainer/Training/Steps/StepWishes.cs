namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>What a process wants after a step; all do what any wants.</summary>
/// <param name="Stop">End the training.</param>
/// <param name="Save">Write a checkpoint.</param>
internal readonly record struct StepWishes(bool Stop, bool Save);
