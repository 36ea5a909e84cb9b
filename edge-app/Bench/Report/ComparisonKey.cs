using System.Text.Json;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>
/// Properties that two comparable measurements share. Contains the model's name, not its file, so that a retrained network can
/// be compared with its older version. <see cref="Baseline"/> handles models of the same name.
/// </summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Precision">Which of the bundle's files, such as <c>fp32</c>.</param>
/// <param name="Ep">The execution provider that ran.</param>
/// <param name="Threads">Threads within one operator on the CPU.</param>
/// <param name="Spinning">Whether they spin; null in reports of earlier builds.</param>
/// <param name="Source">The source of a pipeline; null in other scenarios.</param>
internal sealed record ComparisonKey(string Scenario, string Model, string Precision, string Ep, int Threads, string? Spinning, string? Source)
{
    /// <summary>The key of a report.</summary>
    public static ComparisonKey Of(BenchReport report) =>
        new(report.Scenario, report.Model, report.Precision, report.Ep, report.Threads, ReportSentences.Spinning(report.Spinning), report.Source);

    /// <summary>The key of a report from this or another version.</summary>
    /// <exception cref="KeyNotFoundException">A property is missing.</exception>
    public static ComparisonKey Of(JsonElement report) => new(
        report.Text("scenario"),
        report.Text("model"),
        report.Text("precision"),
        report.Text("ep"),
        report.GetProperty("threads").GetInt32(),
        report.TextOrNull("spinning"),
        report.TextOrNull("source"));

    /// <summary>Possible keys of a configuration before it is measured; several if <c>auto</c> chooses the provider.</summary>
    /// <param name="configuration">The configuration to measure.</param>
    /// <param name="scenario">Its scenario.</param>
    /// <param name="source">The source of a pipeline; null in other scenarios.</param>
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

    /// <summary>Formats the key for people.</summary>
    public override string ToString() => $"{Scenario} of {Model} {Precision} on {Ep}, {Threads} {(Threads == 1 ? "thread" : "threads")}, spinning {Spinning ?? "unknown"}{(Source is null ? "" : $", {Source}")}";
}
