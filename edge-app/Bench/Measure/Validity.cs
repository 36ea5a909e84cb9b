using System.Globalization;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Checks whether a report can be compared.</summary>
internal static class Validity
{
    /// <summary>Joins the reasons why not; empty for a valid report.</summary>
    public static string Reason(long queries, double seconds, bool steady, IReadOnlyList<string> throttling)
    {
        List<string> reasons = [];
        if (queries < BenchLimits.MLPerf.Queries)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{queries} queries; needs at least {BenchLimits.MLPerf.Queries}"));
        }

        if (seconds < BenchLimits.MLPerf.Duration.TotalSeconds)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s; needs at least {BenchLimits.MLPerf.Duration.TotalSeconds:0} s"));
        }

        if (!steady)
        {
            reasons.Add("the warm-up did not become steady");
        }

        if (throttling.Count > 0)
        {
            reasons.Add($"the machine was throttled ({string.Join(", ", throttling)})");
        }

        return string.Join("; ", reasons);
    }
}
