using System.CommandLine;
using System.Globalization;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options of <c>bench</c>.</summary>
internal sealed class BenchOptions
{
    private const double DefaultMaxDrop = 0.3;
    private const double DefaultFailAbove = 1.1;
    private readonly Option<string[]> model = new("--model") { Description = "A bundle folder, an .onnx file that carries its metadata, or a name such as torchvision:resnet18. Takes several values and measures each.", Required = true };
    private readonly Option<string> scenario = new("--scenario") { Description = "single-stream: the network alone, one query after the other. pipeline: from the camera's frame to the drawn picture.", DefaultValueFactory = _ => SingleStream.Name };
    private readonly Option<string> source = new("--source") { Description = $"Source of a pipeline, or of each process of --startup: {SourceOptions.Forms}.", DefaultValueFactory = _ => PipelineBench.DefaultSource };
    private readonly Option<string[]> ep = new("--ep") { Description = "Execution provider: auto, cpu, cuda[:N], tensorrt[:N], or one of --ep-library. Takes several values and measures each.", DefaultValueFactory = _ => ["auto"] };
    private readonly RuntimeOptions runtime = new("The default is run for single-stream, as in other clients of ONNX Runtime, and off for a pipeline and for --sweep, as in live.");
    private readonly Option<string[]> precision = new("--precision") { Description = "The bundle's file: fp32, fp16, int8, int8-trt, or auto as in live. Takes several values and measures each.", DefaultValueFactory = _ => [ModelBundle.DefaultPrecision] };
    private readonly Option<int[]> threads = new("--threads") { Description = "Threads of the network on the CPU. Takes several values and measures each." };
    private readonly Option<int?> minQueries = new("--min-queries") { Description = $"Minimum number of queries (default {BenchLimits.MLPerf.Queries}; fewer are not valid)." };
    private readonly NumberOption<double?> minSeconds = new("--min-seconds") { Description = $"Minimum time in seconds (default {BenchLimits.MLPerf.Duration.TotalSeconds:0}; less is not valid)." };
    private readonly Option<string?> json = new("--json") { Description = "Write the report into this JSON file." };
    private readonly Option<string?> html = new("--html") { Description = "Write the report with its charts into this HTML file." };
    private readonly Option<string?> samples = new("--samples") { Description = "Write every query into this CSV file." };
    private readonly Option<string?> baseline = new("--baseline") { Description = "Compare with this earlier report; exit with code 1 if a configuration became slower." };
    private readonly NumberOption<double?> failAbove = new("--fail-above") { Description = $"With --baseline: largest allowed ratio of p90 to the baseline (default {DefaultFailAbove.ToString(CultureInfo.InvariantCulture)})." };
    private readonly Option<bool> sweep = new("--sweep") { Description = "Try threads, precisions and providers (all, or the given ones) and recommend the fastest." };
    private readonly NumberOption<double?> maxDrop = new("--max-drop") { Description = $"With --sweep: largest allowed loss in points of top-1 (default {DefaultMaxDrop.ToString(CultureInfo.InvariantCulture)})." };
    private readonly Option<string?> save = new("--save") { Description = "With --sweep: write the recommendation into this file, for live --tuned." };
    private readonly Option<bool> startup = new("--startup") { Description = $"Measure the time from process start to the first classified frame instead, over {StartupBench.DefaultProcesses} processes." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(GroupedCommand command)
    {
        scenario.AcceptOnlyFromAmong(SingleStream.Name, PipelineBench.Name);
        command.Begin("What is measured");
        Array.ForEach<Option>([model, scenario, source, startup], command.Add);
        command.Begin("Configurations");
        Array.ForEach<Option>([ep, precision, threads], command.Add);
        runtime.AddTo(command);
        command.Begin("How long");
        Array.ForEach<Option>([minQueries, minSeconds], command.Add);
        command.Begin("Search for the fastest");
        Array.ForEach<Option>([sweep, maxDrop, save], command.Add);
        command.Begin("Reports");
        Array.ForEach<Option>([json, html, samples, baseline, failAbove], command.Add);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">A value is invalid, or options conflict.</exception>
    public BenchRequest Read(ParseResult parsed)
    {
        bool sweeps = parsed.GetValue(sweep);
        bool starts = parsed.GetValue(startup);
        string[] models = parsed.GetRequiredValue(model);
        Require(!(sweeps && starts), "--sweep and --startup do not go together");
        Require(!(sweeps || starts) || models.Length == 1, $"{(sweeps ? "--sweep" : "--startup")} takes one --model");
        Require(!sweeps || parsed.GetRequiredValue(scenario) == SingleStream.Name, "--sweep measures single-stream; leave out --scenario");
        Require(starts || parsed.GetRequiredValue(scenario) == PipelineBench.Name || !Given(parsed, source), "--source belongs to --scenario pipeline and to --startup");
        Require(!sweeps || !Given(parsed, ep) || !parsed.GetRequiredValue(ep).Contains("auto"), "--sweep does not take --ep auto; name providers, or leave out --ep to try all");
        Require(sweeps || (parsed.GetValue(maxDrop) is null && parsed.GetValue(save) is null), "--max-drop and --save belong to --sweep");
        Require(parsed.GetValue(baseline) is not null || parsed.GetValue(failAbove) is null, "--fail-above belongs to --baseline");
        Require(!(sweeps || starts) || (parsed.GetValue(html) ?? parsed.GetValue(samples) ?? parsed.GetValue(baseline)) is null, $"{(sweeps ? "--sweep" : "--startup")} does not support --html, --samples or --baseline");
        if (starts)
        {
            RequireMeaningForStartup(parsed);
        }

        return new BenchRequest
        {
            Models = models,
            Scenario = parsed.GetRequiredValue(scenario),
            Source = starts && !Given(parsed, source) ? StartupBench.DefaultSource : parsed.GetRequiredValue(source),
            Providers = sweeps && !Given(parsed, ep) ? [] : parsed.GetRequiredValue(ep),
            Common = runtime.Read(parsed, !sweeps && parsed.GetRequiredValue(scenario) == SingleStream.Name ? Spinning.Run : Spinning.Off),
            Precisions = sweeps && !Given(parsed, precision) ? [] : parsed.GetRequiredValue(precision),
            Threads = parsed.GetValue(threads) is { Length: > 0 } given ? [.. given.Select(count => (int?)count)] : sweeps ? [] : [null],
            Limits = Limits(parsed, sweeps ? Sweep.DefaultLimits : BenchLimits.MLPerf),
            Json = parsed.GetValue(json),
            Html = parsed.GetValue(html),
            Samples = parsed.GetValue(samples),
            Baseline = parsed.GetValue(baseline),
            FailAbove = Positive("--fail-above", parsed.GetValue(failAbove) ?? DefaultFailAbove, 1e6),
            Sweep = sweeps,
            MaxDrop = parsed.GetValue(maxDrop) is double drop && drop is not (>= 0 and <= 100) ? throw new UsageException(FormattableString.Invariant($"--max-drop is {drop}; expected points from 0 to 100")) : parsed.GetValue(maxDrop) ?? DefaultMaxDrop,
            Save = parsed.GetValue(save),
            Startup = starts,
            LiveOptions = starts ? LiveOptions(parsed) : [],
        };
    }

    private static bool Given(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private void RequireMeaningForStartup(ParseResult parsed)
    {
        foreach (Option option in new Option[] { scenario, minQueries, minSeconds })
        {
            Require(!Given(parsed, option), $"{option.Name} has no effect with --startup; leave it out");
        }

        Require(parsed.GetRequiredValue(ep).Length == 1 && parsed.GetRequiredValue(precision).Length == 1 && parsed.GetValue(threads) is not { Length: > 1 }, "--startup takes one --ep, one --precision and one --threads");
    }

    // Only given options: live chooses the rest as for a user.
    private string[] LiveOptions(ParseResult parsed) =>
    [
        .. Given(parsed, ep) ? new[] { ep.Name, parsed.GetRequiredValue(ep)[0] } : [],
        .. parsed.GetValue(threads) is [int count] ? new[] { threads.Name, count.ToString(CultureInfo.InvariantCulture) } : [],
        .. runtime.Arguments(parsed),
    ];

    private BenchLimits Limits(ParseResult parsed, BenchLimits otherwise)
    {
        int queries = parsed.GetValue(minQueries) ?? otherwise.Queries;
        Require(queries >= 1, $"--min-queries is {queries}; expected 1 or more");
        return new BenchLimits(queries, TimeSpan.FromSeconds(Positive("--min-seconds", parsed.GetValue(minSeconds) ?? otherwise.Duration.TotalSeconds, 1e6)));
    }

    private static double Positive(string option, double value, double most) =>
        value > 0 && value <= most ? value : throw new UsageException(FormattableString.Invariant($"{option} is {value}; expected a positive number, up to {most:0}"));

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new UsageException(otherwise);
        }
    }
}

/// <summary>A parsed <c>bench</c> command line.</summary>
internal sealed record BenchRequest
{
    /// <summary>Bundle folders or <c>.onnx</c> files.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Source of a pipeline or of each process of <see cref="Startup"/>.</summary>
    public required string Source { get; init; }

    /// <summary>Execution providers; empty for a sweep over all.</summary>
    public required IReadOnlyList<string> Providers { get; init; }

    /// <summary>Options common to all configurations.</summary>
    public required ClassifierOptions Common { get; init; }

    /// <summary>Files of the bundle; empty for a sweep over all.</summary>
    public required IReadOnlyList<string> Precisions { get; init; }

    /// <summary>Thread counts; null for the runtime's choice; empty for a sweep over several.</summary>
    public required IReadOnlyList<int?> Threads { get; init; }

    /// <summary>Minimum length of the measurement.</summary>
    public required BenchLimits Limits { get; init; }

    /// <summary>File for the report.</summary>
    public string? Json { get; init; }

    /// <summary>File for the report with charts.</summary>
    public string? Html { get; init; }

    /// <summary>File for every query.</summary>
    public string? Samples { get; init; }

    /// <summary>File with an earlier report.</summary>
    public string? Baseline { get; init; }

    /// <summary>Largest allowed ratio of p90 to <see cref="Baseline"/>.</summary>
    public required double FailAbove { get; init; }

    /// <summary>Whether to sweep configurations and recommend one.</summary>
    public required bool Sweep { get; init; }

    /// <summary>Points of top-1 that a recommendation may lose.</summary>
    public required double MaxDrop { get; init; }

    /// <summary>File for the recommendation.</summary>
    public string? Save { get; init; }

    /// <summary>Whether to measure the start of processes.</summary>
    public required bool Startup { get; init; }

    /// <summary>Options for these processes, beside model, precision, source and limit.</summary>
    public required IReadOnlyList<string> LiveOptions { get; init; }
}
