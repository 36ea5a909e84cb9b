using EdgeResNet.EdgeApp.Bench.Measure;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>What <c>--json</c> writes for several configurations.</summary>
/// <param name="Runs">A report for each.</param>
/// <param name="Ratios">Each to the first.</param>
internal sealed record Comparison(IReadOnlyList<BenchReport> Runs, IReadOnlyList<Ratio> Ratios);
