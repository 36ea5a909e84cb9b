using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>Sentences of a report, for the terminal and the page.</summary>
internal static class ReportSentences
{
    /// <summary>The configuration in short.</summary>
    public static string Configuration(BenchReport report) =>
        $"{report.Model} {report.Precision} on {report.Ep}, {report.Threads} {(report.Threads == 1 ? "thread" : "threads")}";

    /// <summary>Whether a pipeline's threads had real-time priority; empty for other scenarios.</summary>
    public static string RealTime(BenchReport report) => report.RealTime switch
    {
        true => ", with real-time threads",
        false => ", without real-time threads",
        null => "",
    };

    /// <summary>The value in JSON reports.</summary>
    public static string Spinning(Spinning spinning) => spinning switch
    {
        Shared.Inference.Spinning.Off => "off",
        Shared.Inference.Spinning.Run => "run",
        _ => "always",
    };

    /// <summary>Whether the figures can be compared.</summary>
    public static string Verdict(BenchReport report) => report.Valid ? "VALID" : $"NOT VALID: {report.Reason}";

    /// <summary>Number of queries and duration.</summary>
    public static string Queries(BenchReport report) =>
        FormattableString.Invariant($"{TextTable.Count(report.Queries)} queries in {report.Seconds:0.0} s, {report.Qps:0.0} a second, after {TextTable.Count(report.WarmUp.Queries)} to warm up");

    /// <summary>The source of a pipeline; null for other scenarios.</summary>
    public static string? Source(BenchReport report) =>
        report.FramesCaptured is long captured ? $"source {report.Source}: {TextTable.Count(captured)} frames, {TextTable.Count(report.FramesDropped ?? 0)} dropped" : null;

    /// <summary>The sustainable rate of a pipeline.</summary>
    public static string Sustainable(SustainableRate rate, int runs) => rate.Found
        ? FormattableString.Invariant($"sustainable rate: {rate.Fps:0.0} frames a second classified with {100 * rate.DroppedShare:0.0} % dropped, the highest of {runs - 1} rates tried that dropped at most {100 * rate.DroppedAtMost:0.#} %")
        : FormattableString.Invariant($"sustainable rate: not found; the lowest of {runs - 1} rates tried, {rate.Fps:0.0} frames a second classified, still dropped {100 * rate.DroppedShare:0.0} % (limit {100 * rate.DroppedAtMost:0.#} %)");

    /// <summary>Managed allocations and garbage collections.</summary>
    public static string Heap(BenchReport report) =>
        FormattableString.Invariant($"managed heap: {report.AllocatedBytesPerQuery:0.##} bytes a query ({(report.AllocatingThreads.Count == 1 ? "thread" : "threads")} {string.Join(", ", report.AllocatingThreads)}); collections {report.Gc.Gen0 + report.Gc.Gen1 + report.Gc.Gen2}, {report.Gc.PauseMs:0.0} ms in all");

    /// <summary>Clocks of CPU and GPUs before and after.</summary>
    public static string Clocks(Conditions conditions) => BeforeAndAfter(conditions, Clocks);

    /// <summary>Temperatures of the hottest zone and the GPUs, before and after.</summary>
    public static string Temperatures(Conditions conditions) => BeforeAndAfter(conditions, Temperatures);

    /// <summary>Versions of the relevant packages.</summary>
    public static string Versions(HostInfo host) => string.Join(", ", host.Versions.Select(version => $"{version.Key} {version.Value.Split('+', 2)[0]}"));

    private static string BeforeAndAfter(Conditions conditions, Func<MachineState, string?> value) =>
        value(conditions.Before) is string before && value(conditions.After) is string after ? $"{before} before, {after} after" : "cannot be read";

    private static string? Clocks(MachineState state) => Joined(
        state.ClocksMhz.Count == 0 ? null : FormattableString.Invariant($"{Range(state.ClocksMhz.Values.Min(), state.ClocksMhz.Values.Max())} MHz"),
        state.Gpus.Select(gpu => gpu.SmMhz is double clock ? FormattableString.Invariant($"GPU {gpu.Index} {clock:0} MHz") : null));

    private static string? Temperatures(MachineState state) => Joined(
        state.Celsius.Count == 0 ? null : FormattableString.Invariant($"{state.Celsius.MaxBy(zone => zone.Value).Value:0.0} °C ({state.Celsius.MaxBy(zone => zone.Value).Key})"),
        state.Gpus.Select(gpu => gpu.Celsius is double degrees ? FormattableString.Invariant($"GPU {gpu.Index} {degrees:0} °C") : null));

    private static string Range(double low, double high) =>
        Math.Round(low) == Math.Round(high) ? FormattableString.Invariant($"{low:0}") : FormattableString.Invariant($"{low:0} to {high:0}");

    private static string? Joined(string? first, IEnumerable<string?> others)
    {
        string[] parts = [.. others.Prepend(first).OfType<string>()];
        return parts.Length == 0 ? null : string.Join(", ", parts);
    }
}
