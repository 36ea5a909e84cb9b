namespace EdgeResNet.Shared.Contract;

/// <summary>How a run's checkpoint was chosen.</summary>
/// <param name="Dataset">The pictures that decided, such as <c>fashion-mnist/validation</c>; not trained on.</param>
/// <param name="Samples">How many images.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Top1">Top-1 on them at that epoch, 0 to 1.</param>
public sealed record SelectionSpec(string Dataset, int Samples, int Epoch, double Top1);
