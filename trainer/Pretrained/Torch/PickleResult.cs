namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>Result of reading a pickle.</summary>
/// <param name="Root">The object.</param>
/// <param name="Length">Bytes of the pickle.</param>
/// <param name="Placeholders">The first few classes and functions whose objects became placeholders.</param>
internal sealed record PickleResult(object? Root, int Length, IReadOnlyList<string> Placeholders);
