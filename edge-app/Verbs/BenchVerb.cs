using System.CommandLine;
using System.Globalization;
using EdgeResNet.EdgeApp.Bench;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary><c>bench</c>: latency that can be trusted.</summary>
internal static class BenchVerb
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string[]> model = new("--model") { Description = "A bundle folder, or an .onnx file that carries its metadata. Several: each is measured.", Required = true };
        Option<string> scenario = new("--scenario") { Description = "single-stream: the network alone, one query after the other.", DefaultValueFactory = _ => SingleStream.Name };
        scenario.AcceptOnlyFromAmong(SingleStream.Name);
        Option<string[]> ep = new("--ep") { Description = "Execution provider: auto, cpu, cuda[:N], tensorrt[:N], or one of --ep-library. Several: each is measured.", DefaultValueFactory = _ => ["auto"] };
        Option<string[]> precision = new("--precision") { Description = "Which of the bundle's files: fp32, fp16, int8, int8-trt. Several: each is measured.", DefaultValueFactory = _ => [ModelBundle.DefaultPrecision] };
        Option<int[]> threads = new("--threads") { Description = "Threads of the network on the CPU. Several: each is measured." };
        Option<int> minQueries = new("--min-queries") { Description = "Measure at least so many queries; fewer than 1024 are not valid.", DefaultValueFactory = _ => BenchLimits.MLPerf.Queries };
        Option<double> minSeconds = new("--min-seconds") { Description = "Measure at least so long; less than 60 s is not valid.", DefaultValueFactory = _ => BenchLimits.MLPerf.Duration.TotalSeconds };
        Option<string?> json = new("--json") { Description = "Write the report into this JSON file." };
        Option<string?> samples = new("--samples") { Description = "Write every query into this CSV file." };
        Option<bool> startup = new("--startup") { Description = $"Measure instead the time from the start of a process to its first classified frame, over {StartupBench.DefaultProcesses} processes." };
        Command command = new("bench", "Measures latency: percentiles of every query, with the harness itself and the machine beside them.")
        {
            model, scenario, ep, precision, threads, minQueries, minSeconds, json, samples, startup,
        };
        RuntimeOptions runtime = new("Run where it is not given, as other clients of ONNX Runtime do.");
        runtime.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            TextWriter output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(startup))
            {
                StartupReport report = StartupBench.Run(parsed.GetRequiredValue(model)[0], [], StartupBench.DefaultProcesses, stop);
                WriteJson(parsed.GetValue(json), report);
                output.Write(StartupText.Of(report));
                return Task.FromResult((int)ExitCode.Done);
            }

            int?[] counts = parsed.GetValue(threads) is { Length: > 0 } given ? [.. given.Select(count => (int?)count)] : [null];
            IReadOnlyList<BenchCase> cases = BenchCase.Combine(parsed.GetRequiredValue(model), parsed.GetRequiredValue(ep), parsed.GetRequiredValue(precision), counts, runtime.Read(parsed, Spinning.Run));
            IReadOnlyList<Measurement> measured = SingleStream.Run(cases, Limits(parsed.GetValue(minQueries), parsed.GetValue(minSeconds)), stop);
            IReadOnlyList<BenchReport> reports = [.. measured.Select(each => each.Report)];
            if (reports.Count == 1)
            {
                WriteJson(parsed.GetValue(json), reports[0]);
            }
            else
            {
                WriteJson(parsed.GetValue(json), new Comparison(reports, Ratio.ToFirst(reports)));
            }

            if (parsed.GetValue(samples) is string file)
            {
                SampleFile.Write(file, measured);
            }

            output.Write(ReportText.Of(reports));
            return Task.FromResult((int)ExitCode.Done);
        });
        return command;
    }

    private static BenchLimits Limits(int queries, double seconds) =>
        queries < 1 ? throw new UsageException($"--min-queries is {queries}; expected 1 or more")
        : seconds is not (> 0 and <= 1e6) ? throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--min-seconds is {seconds}; expected a positive number, up to 1000000"))
        : new BenchLimits(queries, TimeSpan.FromSeconds(seconds));

    private static void WriteJson<T>(string? path, T report)
    {
        if (path is not null)
        {
            StrictJson.Write(path, report);
        }
    }
}
