using System.ComponentModel;
using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>
/// Measures the time from process start to the first classified frame, over several processes in sequence. Each runs this
/// program's <c>live</c> for one frame. The clock runs in this process, until the first event arrives through a pipe.
/// </summary>
internal static class StartupBench
{
    /// <summary>Name in reports.</summary>
    public const string Name = "startup";

    /// <summary>Default number of processes.</summary>
    public const int DefaultProcesses = 10;

    /// <summary>The default source.</summary>
    public const string DefaultSource = "demo:fashion";

    private static readonly TimeSpan patience = TimeSpan.FromMinutes(1);

    /// <summary>Starts the processes and measures them.</summary>
    /// <param name="model">Model, as for <c>live</c>.</param>
    /// <param name="precision">Which of the bundle's files runs.</param>
    /// <param name="source">Source, as for <c>live</c>.</param>
    /// <param name="options">Further options of <c>live</c>.</param>
    /// <param name="processes">Number of processes.</param>
    /// <param name="stop">Ends the process that is measured.</param>
    /// <exception cref="InputException">A process classified nothing.</exception>
    public static StartupReport Run(string model, string precision, string source, IReadOnlyList<string> options, int processes, CancellationToken stop)
    {
        ModelBundle bundle = ModelBundle.Open(model);
        string sha256 = bundle.ModelFile(precision).Sha256;
        string shown = SourceFactory.WithoutCredentials(source);
        double[] times = new double[processes];
        for (int i = 0; i < processes; i++)
        {
            stop.ThrowIfCancellationRequested();
            times[i] = StartOnce(["live", "--model", model, "--precision", precision, "--source", source, "--frames", "1", "--events", "-", .. options], shown, sha256, stop);
        }

        return new StartupReport
        {
            Scenario = Name,
            Model = bundle.Name,
            Sha256 = sha256,
            Precision = precision,
            Source = shown,
            Options = options,
            Processes = processes,
            FirstMs = times[0],
            LaterMs = Percentiles.Of(times.AsSpan(1).ToArray()),
            LatencyMs = Percentiles.Of([.. times]),
            EachMs = times,
            Host = HostInfo.Collect(typeof(Microsoft.ML.OnnxRuntime.InferenceSession).Assembly),
        };
    }

    /// <summary>This program: its own executable, or the runtime with its assembly if started as <c>dotnet FILE.dll</c>.</summary>
    private static ProcessStartInfo ThisProgram()
    {
        string assembly = typeof(StartupBench).Assembly.GetName().Name!;
        string executable = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this program is unknown");
        if (Path.GetFileNameWithoutExtension(executable) == assembly)
        {
            return new ProcessStartInfo(executable);
        }

        string beside = Path.Combine(AppContext.BaseDirectory, assembly);
        return Path.GetFileNameWithoutExtension(executable) == "dotnet"
            ? new ProcessStartInfo(executable, [Path.Combine(AppContext.BaseDirectory, assembly + ".dll")])
            : new ProcessStartInfo(beside);
    }

    private static double StartOnce(IReadOnlyList<string> arguments, string source, string sha256, CancellationToken stop)
    {
        ProcessStartInfo program = ThisProgram();
        foreach (string argument in arguments)
        {
            program.ArgumentList.Add(argument);
        }

        program.RedirectStandardOutput = true;
        program.RedirectStandardError = true;
        try
        {
            long start = Stopwatch.GetTimestamp();
            using Process process = Process.Start(program) ?? throw new InputException($"{program.FileName}: did not start");
            Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            Task<string?> first = process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask();
            double milliseconds;
            try
            {
                bool answered = first.Wait(patience, stop);
                milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (!answered || !process.WaitForExit(patience))
                {
                    throw new InputException($"live on {source}: classified nothing within {patience.TotalSeconds:0} s");
                }
            }
            finally
            {
                process.Kill(); // does nothing to a process that has ended
            }

            string line = process.ExitCode == 0 && first.GetAwaiter().GetResult() is string written
                ? written
                : throw new InputException($"live on {source}: ended with {process.ExitCode} ({errors.GetAwaiter().GetResult().Trim().ReplaceLineEndings(" ")})");
            return line.Contains(sha256, StringComparison.Ordinal) // each process reads the model by itself
                ? milliseconds
                : throw new InputException($"live on {source}: ran another file than the one with SHA-256 {sha256}; leave the model alone while it is measured");
        }
        catch (Win32Exception e)
        {
            throw new InputException($"{program.FileName}: cannot be started ({e.Message})", e);
        }
    }
}
