namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The warm-up.</summary>
/// <param name="Queries">Queries that do not count.</param>
/// <param name="Seconds">How long they took.</param>
/// <param name="Steady">Whether the running 90th percentile came to rest.</param>
internal sealed record WarmUpReport(long Queries, double Seconds, bool Steady);
