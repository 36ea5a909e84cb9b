using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>What a report says in words, for the terminal and the page.</summary>
internal static class ReportSentences
{
    /// <summary>What was run, in a few words.</summary>
    public static string Configuration(BenchReport report) =>
        $"{report.Model} {report.Precision} on {report.Ep}, {report.Threads} {(report.Threads == 1 ? "thread" : "threads")}";

    /// <summary>Whether a pipeline's threads went before all others; nothing to say of other scenarios.</summary>
    public static string RealTime(BenchReport report) => report.RealTime switch
    {
        true => ", with real-time threads",
        false => ", without real-time threads",
        null => "",
    };

    /// <summary>As JSON reports write it.</summary>
    public static string Spinning(Spinning spinning) => spinning switch
    {
        Shared.Inference.Spinning.Off => "off",
        Shared.Inference.Spinning.Run => "run",
        _ => "always",
    };

    /// <summary>Whether the figures are worth comparing.</summary>
    public static string Verdict(BenchReport report) => report.Valid ? "VALID" : $"NOT VALID: {report.Reason}";

    /// <summary>How much was measured.</summary>
    public static string Queries(BenchReport report) =>
        FormattableString.Invariant($"{TextTable.Count(report.Queries)} queries in {report.Seconds:0.0} s, {report.Qps:0.0} a second, after {TextTable.Count(report.WarmUp.Queries)} to warm up");

    /// <summary>What a pipeline looked at; null for other scenarios.</summary>
    public static string? Source(BenchReport report) =>
        report.FramesCaptured is long captured ? $"source {report.Source}: {TextTable.Count(captured)} frames, {TextTable.Count(report.FramesDropped ?? 0)} dropped" : null;

    /// <summary>What the rates of a pipeline are multiples of.</summary>
    public static string Sustainable(SustainableRate rate, int runs) => rate.Found
        ? FormattableString.Invariant($"sustainable rate: {rate.Fps:0.0} frames a second classified with {100 * rate.DroppedShare:0.0} % dropped, the highest of {runs - 1} rates tried that dropped at most {100 * rate.DroppedAtMost:0.#} %")
        : FormattableString.Invariant($"sustainable rate: not found; the lowest of {runs - 1} rates tried, {rate.Fps:0.0} frames a second classified, still dropped {100 * rate.DroppedShare:0.0} % (at most {100 * rate.DroppedAtMost:0.#} % would do)");

    /// <summary>What the managed heap had to do.</summary>
    public static string Heap(BenchReport report) =>
        FormattableString.Invariant($"managed heap: {report.AllocatedBytesPerQuery:0.##} bytes a query ({(report.AllocatingThreads.Count == 1 ? "thread" : "threads")} {string.Join(", ", report.AllocatingThreads)}); collections {report.Gc.Gen0 + report.Gc.Gen1 + report.Gc.Gen2}, {report.Gc.PauseMs:0.0} ms in all");

    /// <summary>The clocks of processors and graphics processors before and after.</summary>
    public static string Clocks(Conditions conditions) => BeforeAndAfter(conditions, Clocks);

    /// <summary>The hottest thermal zone, and the graphics processors, before and after.</summary>
    public static string Temperatures(Conditions conditions) => BeforeAndAfter(conditions, Temperatures);

    /// <summary>The packages that matter, with their versions.</summary>
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
