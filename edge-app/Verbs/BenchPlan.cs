using System.Globalization;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>What a measurement does and how long it takes, before it begins.</summary>
internal static class BenchPlan
{
    /// <summary>A scenario with this number of configurations.</summary>
    public static string Of(string scenario, string source, BenchLimits limits, int cases)
    {
        string what = Counted.Of(cases, "configuration");
        double seconds = limits.Duration.TotalSeconds;
        double warmUp = limits.WarmUp.TotalSeconds;
        if (scenario != PipelineBench.Name)
        {
            return $"{SingleStream.Name}: {what}, {Range(cases * seconds, cases * (seconds + warmUp))}{Longer(limits)}";
        }

        double other = PipelineBench.Shorter(limits).Duration.TotalSeconds;
        if (!DemoRate.Applies(source))
        {
            return $"{PipelineBench.Name}: {what} on {source}, {Range(cases * (seconds + other), cases * (seconds + warmUp + (2 * other)))}{Longer(limits)}: {Time(seconds)} at the source's rate";
        }

        const int runs = RateSearch.MostRuns + 1;
        seconds = Math.Max(seconds, limits.Queries / DemoRate.In(source));
        return $"{PipelineBench.Name}: {what} on {source}, {Range(cases * (seconds + (((runs / 2) + 1) * other)), cases * (seconds + warmUp + (2 * (runs + 1) * other)))}: {Time(seconds)} at the source's rate, then up to {runs} runs of {Time(other)} at other rates";
    }

    /// <summary>A search for the fastest configuration.</summary>
    public static string OfSweep(BenchRequest request) =>
        $"sweep: {Time(request.Limits.Duration.TotalSeconds)} or more for each configuration of {request.Models[0]}, after up to {Time(request.Limits.WarmUp.TotalSeconds)} to warm up";

    /// <summary>Starts of processes.</summary>
    public static string OfStartup() => $"startup: starts {Counted.Of(StartupBench.DefaultProcesses, "process", "processes")}, usually a second or two each";

    private static string Longer(BenchLimits limits) => string.Create(CultureInfo.InvariantCulture, $", more where {limits.Queries:N0} queries take longer");

    private static string Range(double least, double most) => $"about {Time(least)} to {Time(most)}";

    private static string Time(double seconds) => seconds < 100 ? FormattableString.Invariant($"{seconds:0.#} s") : FormattableString.Invariant($"{seconds / 60:0.#} min");
}
