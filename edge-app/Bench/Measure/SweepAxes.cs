namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>What a sweep tries; an empty list stands for everything that there is.</summary>
/// <param name="Providers">Execution providers.</param>
/// <param name="Precisions">Files of the bundle.</param>
/// <param name="Threads">Thread counts on the CPU.</param>
internal sealed record SweepAxes(IReadOnlyList<string> Providers, IReadOnlyList<string> Precisions, IReadOnlyList<int?> Threads);
