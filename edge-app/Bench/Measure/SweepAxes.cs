namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The values that a sweep tries; an empty list means all available.</summary>
/// <param name="Providers">Execution providers.</param>
/// <param name="Precisions">Files of the bundle.</param>
/// <param name="Threads">Thread counts on the CPU.</param>
internal sealed record SweepAxes(IReadOnlyList<string> Providers, IReadOnlyList<string> Precisions, IReadOnlyList<int?> Threads);
