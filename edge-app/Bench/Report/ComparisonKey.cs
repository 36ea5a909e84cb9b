using System.Text.Json;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>
/// What must be the same for two measurements to be compared. The model counts by its name and not by its file, so that a
/// network that was trained again is compared to its former self; see <see cref="Baseline"/> for two of one name.
/// </summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Precision">Which of the bundle's files.</param>
/// <param name="Ep">The execution provider that ran.</param>
/// <param name="Threads">Threads of one operator on the CPU.</param>
/// <param name="Spinning">Whether they waited busily; null in reports of earlier builds.</param>
/// <param name="Source">What a pipeline looked at; null in other scenarios.</param>
internal sealed record ComparisonKey(string Scenario, string Model, string Precision, string Ep, int Threads, string? Spinning, string? Source)
{
    /// <summary>Of a report.</summary>
    public static ComparisonKey Of(BenchReport report) =>
        new(report.Scenario, report.Model, report.Precision, report.Ep, report.Threads, ReportSentences.Spinning(report.Spinning), report.Source);

    /// <summary>Of a report that was written by this or another version.</summary>
    /// <exception cref="KeyNotFoundException">It lacks something.</exception>
    public static ComparisonKey Of(JsonElement report) => new(
        report.Text("scenario"),
        report.Text("model"),
        report.Text("precision"),
        report.Text("ep"),
        report.GetProperty("threads").GetInt32(),
        report.TextOrNull("spinning"),
        report.TextOrNull("source"));

    /// <summary>Those that the report of a configuration may have, known before it is measured: several where <c>auto</c> chooses the provider.</summary>
    /// <param name="configuration">What is to be measured.</param>
    /// <param name="scenario">In which scenario.</param>
    /// <param name="source">What a pipeline is to look at; null in other scenarios.</param>
    public static IReadOnlyList<ComparisonKey> Of(BenchCase configuration, string scenario, string? source)
    {
        ClassifierOptions options = configuration.Classifier;
        return
        [
            .. ExecutionProviders.Names(options).Select(provider => new ComparisonKey(
                scenario,
                configuration.Bundle.Name,
                options.Precision,
                provider,
                options.Threads ?? ProcessorTopology.PhysicalCores(),
                ReportSentences.Spinning(options.Spinning),
                source is null ? null : SourceFactory.NameOf(source))),
        ];
    }

    /// <summary>In words.</summary>
    public override string ToString() => $"{Scenario} of {Model} {Precision} on {Ep}, {Threads} {(Threads == 1 ? "thread" : "threads")}, spinning {Spinning ?? "unknown"}{(Source is null ? "" : $", {Source}")}";
}
