using System.Globalization;
using System.Text.Json;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>An earlier report to compare with, by the 90th percentile of each configuration, MLPerf's metric. Models of the same name are told apart by their file's SHA-256.</summary>
internal sealed class Baseline
{
    private const int ShortHash = 12;
    private readonly string path;
    private readonly List<Entry> entries;

    private Baseline(string path, List<Entry> entries) => (this.path, this.entries) = (path, entries);

    /// <summary>Reads a file of <c>--json</c>, from this or another version: one run, or several under <c>runs</c>.</summary>
    /// <exception cref="InputException">The file is missing or not such a report.</exception>
    public static Baseline Read(string path)
    {
        JsonElement report = StrictJson.Read<JsonElement>(path);
        try
        {
            IEnumerable<JsonElement> runs = report.TryGetProperty("runs", out JsonElement several) ? several.EnumerateArray() : [report];
            return new Baseline(path, [.. runs.Select(Entry.Of)]);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InputException($"{path}: not a bench report; expected a file from --json", e);
        }
    }

    /// <summary>Rejects configurations that could not be compared later; called before the measurement.</summary>
    /// <param name="cases">The configurations to measure.</param>
    /// <param name="scenario">Their scenario.</param>
    /// <param name="source">The source of a pipeline; null in other scenarios.</param>
    /// <exception cref="InputException">A configuration is not in the baseline, or was measured on another processor or GPU.</exception>
    public void Check(IReadOnlyList<BenchCase> cases, string scenario, string? source)
    {
        HostInfo host = BenchCase.CollectHost();
        (IReadOnlyList<ComparisonKey> Keys, string Sha256)[] asked = [.. cases.Select(each => (ComparisonKey.Of(each, scenario, source), each.Bundle.ModelFile(each.Classifier.Precision).Sha256))];
        foreach ((IReadOnlyList<ComparisonKey> keys, string sha256) in asked)
        {
            bool several = asked.Any(other => other.Keys[0] == keys[0] && other.Sha256 != sha256);
            Entry before = keys.Select(key => Find(key, sha256, several)).OfType<Entry>().FirstOrDefault() ?? throw Lacks(keys[0], sha256, several);
            CheckMachine(before, host);
        }
    }

    /// <summary>Compares.</summary>
    /// <param name="reports">The present reports.</param>
    /// <param name="limit">Largest allowed ratio of the 90th percentiles.</param>
    /// <returns>
    /// Regressions: one line for each configuration slower than <paramref name="limit"/> times the baseline. Passed: one line for
    /// each other. Doubts: one line for each reason to doubt a comparison.
    /// </returns>
    /// <exception cref="InputException">A configuration is not in the baseline, or was measured on another processor or GPU.</exception>
    public (IReadOnlyList<string> Regressions, IReadOnlyList<string> Passed, IReadOnlyList<string> Doubts) Compare(IReadOnlyList<BenchReport> reports, double limit)
    {
        List<string> regressions = [];
        List<string> passed = [];
        List<string> doubts = [];
        foreach (BenchReport now in reports)
        {
            ComparisonKey key = ComparisonKey.Of(now);
            bool several = reports.Any(other => ComparisonKey.Of(other) == key && other.Sha256 != now.Sha256);
            Entry before = Find(key, now.Sha256, several) ?? throw Lacks(key, now.Sha256, several);
            CheckMachine(before, now.Host);
            string what = $"{now.Scenario} of {ReportSentences.Configuration(now)}";
            if (!now.Valid)
            {
                doubts.Add($"doubtful: {what}: this report is not valid ({now.Reason})");
            }

            if (!before.Valid)
            {
                doubts.Add($"doubtful: {what}: the baseline {path} is not valid ({before.Reason})");
            }

            if (before.Sha256 != now.Sha256)
            {
                doubts.Add($"doubtful: {what}: the baseline used another file (SHA-256 {Short(before.Sha256)}…, now {Short(now.Sha256)}…)");
            }

            if (before.RealTime is bool was && now.RealTime is bool @is && was != @is)
            {
                doubts.Add($"doubtful: {what}: the baseline was measured {(was ? "with" : "without")} real-time threads, this {(@is ? "with" : "without")}");
            }

            double ratio = now.LatencyMs.P90 / before.P90;
            string compared = string.Create(CultureInfo.InvariantCulture, $"{what}: p90 {TextTable.Milliseconds(now.LatencyMs.P90)} ms is {ratio:0.00}× the baseline's {TextTable.Milliseconds(before.P90)} ms (limit {limit:0.00}×)");
            if (ratio > limit)
            {
                regressions.Add($"regression: {compared}");
            }
            else
            {
                passed.Add($"no regression: {compared}");
            }
        }

        return (regressions, passed, doubts);
    }

    private static string Short(string sha256) => sha256[..Math.Min(ShortHash, sha256.Length)];

    private Entry? Find(ComparisonKey key, string sha256, bool several)
    {
        Entry[] found = [.. entries.Where(entry => entry.Key == key)];
        return found.Length == 1 && !several ? found[0] : Array.Find(found, entry => entry.Sha256 == sha256);
    }

    private InputException Lacks(ComparisonKey key, string sha256, bool several)
    {
        bool byFile = several || entries.Count(entry => entry.Key == key) > 1;
        return new InputException($"{path}: has no {Named(key, sha256)}; it has {string.Join("; ", entries.Select(entry => Named(entry.Key, entry.Sha256)))}");

        string Named(ComparisonKey named, string hash) => byFile ? $"{named}, SHA-256 {Short(hash)}…" : $"{named}";
    }

    private void CheckMachine(Entry before, HostInfo host)
    {
        if ((before.Cpu, before.Gpu) != (host.Cpu, host.Gpu))
        {
            throw new InputException($"{path}: was measured on {before.Cpu} with {before.Gpu ?? "no GPU"}, this is {host.Cpu} with {host.Gpu ?? "no GPU"}; measure a baseline here");
        }
    }

    private sealed record Entry(ComparisonKey Key, string Sha256, bool Valid, string Reason, double P90, string Cpu, string? Gpu, bool? RealTime)
    {
        public static Entry Of(JsonElement run)
        {
            JsonElement host = run.GetProperty("host");
            return new Entry(
                ComparisonKey.Of(run),
                run.Text("sha256"),
                run.GetProperty("valid").GetBoolean(),
                run.Text("reason"),
                run.GetProperty("latency_ms").GetProperty("p90").GetDouble(),
                host.Text("cpu"),
                host.TextOrNull("gpu"),
                run.TryGetProperty("real_time", out JsonElement realTime) && realTime.ValueKind != JsonValueKind.Null ? realTime.GetBoolean() : null);
        }
    }
}
