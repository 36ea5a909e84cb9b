namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Minimum length of a measurement. MLPerf's SingleStream needs 1024 queries and 60 seconds; a shorter report is not valid.</summary>
/// <param name="Queries">Minimum number of queries.</param>
/// <param name="Duration">Minimum time.</param>
internal sealed record BenchLimits(int Queries, TimeSpan Duration)
{
    /// <summary>MLPerf's limits.</summary>
    public static readonly BenchLimits MLPerf = new(1024, TimeSpan.FromSeconds(60));

    private const int Rounds = 5;
    private static readonly TimeSpan longestWarmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan shortestWarmUp = TimeSpan.FromSeconds(0.5);

    /// <summary>Time limit of the warm-up: that of the measurement, within bounds.</summary>
    public TimeSpan WarmUp => Duration < shortestWarmUp ? shortestWarmUp : Duration > longestWarmUp ? longestWarmUp : Duration;

    /// <summary>Number of rounds in which the configurations take turns.</summary>
    public int RoundsFor(int configurations) => configurations == 1 ? 1 : Math.Min(Rounds, Queries);

    /// <summary>The share of one round.</summary>
    public BenchLimits DividedBy(int rounds) => new((Queries + rounds - 1) / rounds, Duration / rounds);
}
