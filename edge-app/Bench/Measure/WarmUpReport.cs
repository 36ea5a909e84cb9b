namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The warm-up.</summary>
/// <param name="Queries">Uncounted queries.</param>
/// <param name="Seconds">Their total time.</param>
/// <param name="Steady">Whether the running 90th percentile became steady.</param>
internal sealed record WarmUpReport(long Queries, double Seconds, bool Steady);
