using System.CommandLine;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.EdgeApp.Bench.Report;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>bench</c>: measures latency.</summary>
internal static class BenchVerb
{
    private const int Regressed = 1;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        BenchOptions options = new();
        GroupedCommand command = new("bench", "Measure latency: percentiles of all queries, the cost of the harness, and the machine.");
        options.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            BenchRequest request = options.Read(parsed);
            InvocationConfiguration console = parsed.InvocationConfiguration;
            foreach (string path in new[] { request.Json, request.Html, request.Samples, request.Save }.OfType<string>())
            {
                AtomicFile.Check(path); // now, not after a minute of measuring
            }

            request = request with { Models = [.. request.Models.Select(model => ModelName.Resolve(model, stop))] };
            return Task.FromResult(
                request.Startup ? MeasureStartup(request, console.Output, stop)
                : request.Sweep ? RunSweep(request, console.Output, stop)
                : Measure(request, console, stop));
        });
        return command;
    }

    private static int Measure(BenchRequest request, InvocationConfiguration console, CancellationToken stop)
    {
        Baseline? baseline = request.Baseline is string file ? Baseline.Read(file) : null;
        IReadOnlyList<BenchCase> cases = BenchCase.Combine(request.Models, request.Providers, request.Precisions, request.Threads, request.Common);
        baseline?.Check(cases, request.Scenario, request.Scenario == PipelineBench.Name ? request.Source : null); // now, not after a minute of measuring
        console.Output.WriteLine(BenchPlan.Of(request.Scenario, request.Source, request.Limits, cases.Count));
        IReadOnlyList<Measurement> measured = request.Scenario == PipelineBench.Name
            ? PipelineBench.Run(cases, request.Source, request.Limits, stop)
            : SingleStream.Run(cases, request.Limits, stop);
        IReadOnlyList<BenchReport> reports = [.. measured.Select(each => each.Report)];
        console.Output.Write(ReportText.Of(reports, TerminalWriter.Over(console.Output).Columns));
        WriteFiles(request, measured, reports);
        return baseline is null ? (int)ExitCode.Done : Compare(baseline, reports, request.FailAbove, console);
    }

    private static int Compare(Baseline baseline, IReadOnlyList<BenchReport> reports, double limit, InvocationConfiguration console)
    {
        (IReadOnlyList<string> regressions, IReadOnlyList<string> passed, IReadOnlyList<string> doubts) = baseline.Compare(reports, limit);
        foreach (string line in doubts.Concat(regressions))
        {
            console.Error.WriteLine(line);
        }

        foreach (string line in passed)
        {
            console.Output.WriteLine(line);
        }

        return regressions.Count > 0 ? Regressed : (int)ExitCode.Done;
    }

    private static void WriteFiles(BenchRequest request, IReadOnlyList<Measurement> measured, IReadOnlyList<BenchReport> reports)
    {
        if (reports.Count == 1)
        {
            WriteJson(request.Json, reports[0]);
        }
        else
        {
            WriteJson(request.Json, new Comparison(reports, Ratio.ToFirst(reports)));
        }

        if (request.Samples is string samples)
        {
            SampleFile.Write(samples, measured);
        }

        if (request.Html is string html)
        {
            AtomicFile.WriteText(html, BenchPage.Of(measured));
        }
    }

    private static int RunSweep(BenchRequest request, TextWriter output, CancellationToken stop)
    {
        output.WriteLine(BenchPlan.OfSweep(request));
        SweepReport report = Sweep.Run(ModelBundle.Open(request.Models[0]), new SweepAxes(request.Providers, request.Precisions, request.Threads), request.Common, request.Limits, request.MaxDrop, stop);
        output.Write(SweepText.Of(report, TerminalWriter.Over(output).Columns));
        WriteJson(request.Json, report);
        WriteJson(request.Save, report.Tuned);
        return (int)ExitCode.Done;
    }

    private static int MeasureStartup(BenchRequest request, TextWriter output, CancellationToken stop)
    {
        output.WriteLine(BenchPlan.OfStartup());
        StartupReport report = StartupBench.Run(request.Models[0], request.Precisions[0], request.Source, request.LiveOptions, StartupBench.DefaultProcesses, stop);
        output.Write(StartupText.Of(report));
        WriteJson(request.Json, report);
        return (int)ExitCode.Done;
    }

    private static void WriteJson<T>(string? path, T report)
    {
        if (path is not null)
        {
            StrictJson.Write(path, report);
        }
    }
}
