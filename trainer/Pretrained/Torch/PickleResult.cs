namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>What a pickle described.</summary>
/// <param name="Root">The object.</param>
/// <param name="Length">Bytes of the pickle.</param>
/// <param name="Placeholders">Classes and functions whose objects became placeholders, the first few.</param>
internal sealed record PickleResult(object? Root, int Length, IReadOnlyList<string> Placeholders);
