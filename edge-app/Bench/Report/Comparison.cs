using EdgeResNet.EdgeApp.Bench.Measure;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>The <c>--json</c> file for several configurations.</summary>
/// <param name="Runs">A report for each.</param>
/// <param name="Ratios">Ratios of each run to the first.</param>
internal sealed record Comparison(IReadOnlyList<BenchReport> Runs, IReadOnlyList<Ratio> Ratios);
