namespace EdgeResNet.Shared.Contract;

/// <summary>How one of a run's checkpoints was chosen.</summary>
/// <param name="Dataset">The pictures whose top-1 decided, such as <c>fashion-mnist/validation</c>: none was trained on.</param>
/// <param name="Samples">How many images.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Top1">Share of the images that were right then, 0 to 1.</param>
public sealed record SelectionSpec(string Dataset, int Samples, int Epoch, double Top1);
