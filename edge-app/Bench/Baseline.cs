using System.Globalization;
using System.Text.Json;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Bench;

/// <summary>An earlier report, to which a device farm compares the present one: the 90th percentile of each configuration, which is MLPerf's metric.</summary>
internal sealed class Baseline
{
    private readonly string path;
    private readonly List<Entry> entries;

    private Baseline(string path, List<Entry> entries) => (this.path, this.entries) = (path, entries);

    /// <summary>Reads what <c>--json</c> wrote, of this or another version: one run, or several under <c>runs</c>.</summary>
    /// <exception cref="InputException">The file is missing or is no such report.</exception>
    public static Baseline Read(string path)
    {
        JsonElement report = StrictJson.Read<JsonElement>(path);
        try
        {
            IEnumerable<JsonElement> runs = report.TryGetProperty("runs", out JsonElement several) ? several.EnumerateArray() : [report];
            return new Baseline(path, [.. runs.Select(Entry.Of)]);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new InputException($"{path}: is no report of bench; expected a file that --json wrote", e);
        }
    }

    /// <summary>One line for each configuration that is slower than <paramref name="limit"/> times what it was; none when all is well.</summary>
    /// <param name="reports">The present reports.</param>
    /// <param name="limit">Ratio of the 90th percentiles that is still well.</param>
    /// <exception cref="InputException">A configuration is not in the baseline, or was measured on another processor or GPU.</exception>
    public IReadOnlyList<string> Regressions(IReadOnlyList<BenchReport> reports, double limit)
    {
        List<string> lines = [];
        foreach (BenchReport report in reports)
        {
            Entry now = new(report.Scenario, report.Model, report.Precision, report.Ep, report.Threads, ReportText.Spinning(report.Spinning), report.Source, report.LatencyMs.P90, report.Host.Cpu, report.Host.Gpu);
            Entry before = entries.Find(now.IsSameConfiguration) ?? throw new InputException($"{path}: has no {now.Describe()}; it has {string.Join("; ", entries.Select(entry => entry.Describe()))}");
            if ((before.Cpu, before.Gpu) != (now.Cpu, now.Gpu))
            {
                throw new InputException($"{path}: was measured on {before.Machine()}, this is {now.Machine()}; measure a baseline here");
            }

            double ratio = now.P90 / before.P90;
            if (ratio > limit)
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"regression: {report.Scenario} of {ReportText.Configuration(report)}: p90 {TextTable.Milliseconds(now.P90)} ms is {ratio:0.00} times the baseline's {TextTable.Milliseconds(before.P90)} ms; at most {limit:0.00} is well"));
            }
        }

        return lines;
    }

    private sealed record Entry(string Scenario, string Model, string Precision, string Ep, int Threads, string? Spinning, string? Source, double P90, string Cpu, string? Gpu)
    {
        public static Entry Of(JsonElement run)
        {
            JsonElement host = run.GetProperty("host");
            return new Entry(
                Text(run, "scenario"),
                Text(run, "model"),
                Text(run, "precision"),
                Text(run, "ep"),
                run.GetProperty("threads").GetInt32(),
                run.TryGetProperty("spinning", out JsonElement spinning) ? spinning.GetString() : null,
                run.TryGetProperty("source", out JsonElement source) ? source.GetString() : null,
                run.GetProperty("latency_ms").GetProperty("p90").GetDouble(),
                Text(host, "cpu"),
                host.TryGetProperty("gpu", out JsonElement gpu) ? gpu.GetString() : null);
        }

        public bool IsSameConfiguration(Entry other) => (Scenario, Model, Precision, Ep, Threads, Spinning, Source) == (other.Scenario, other.Model, other.Precision, other.Ep, other.Threads, other.Spinning, other.Source);

        public string Describe() => $"{Scenario} of {Model} {Precision} on {Ep}, {Threads} threads, spinning {Spinning ?? "unknown"}{(Source is null ? "" : $", {Source}")}";

        public string Machine() => $"{Cpu} with {Gpu ?? "no GPU"}";

        private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new KeyNotFoundException(name);
    }
}
