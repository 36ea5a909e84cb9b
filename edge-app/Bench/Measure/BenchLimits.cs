namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>How long to measure. MLPerf's SingleStream asks for 1024 queries and 60 seconds, whichever takes longer; what is shorter is not valid.</summary>
/// <param name="Queries">At least so many.</param>
/// <param name="Duration">At least so long.</param>
internal sealed record BenchLimits(int Queries, TimeSpan Duration)
{
    /// <summary>MLPerf's.</summary>
    public static readonly BenchLimits MLPerf = new(1024, TimeSpan.FromSeconds(60));

    private const int Rounds = 5;
    private static readonly TimeSpan longestWarmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan shortestWarmUp = TimeSpan.FromSeconds(0.5);

    /// <summary>After so long a warm-up that does not come to rest is given up: as long as the measurement itself, within bounds.</summary>
    public TimeSpan WarmUp => Duration < shortestWarmUp ? shortestWarmUp : Duration > longestWarmUp ? longestWarmUp : Duration;

    /// <summary>In how many rounds so many configurations take turns.</summary>
    public int RoundsFor(int configurations) => configurations == 1 ? 1 : Math.Min(Rounds, Queries);

    /// <summary>A part of it, for a measurement in so many rounds.</summary>
    public BenchLimits DividedBy(int rounds) => new((Queries + rounds - 1) / rounds, Duration / rounds);
}
