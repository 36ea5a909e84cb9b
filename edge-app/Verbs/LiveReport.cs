using System.CommandLine;
using System.Globalization;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Terminal;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Reports at the end of <c>live</c>.</summary>
internal static class LiveReport
{
    /// <summary>Prints the report on <paramref name="output"/>, waits for its last lines, then writes the summary file.</summary>
    /// <returns>The summary, with the console among the sinks.</returns>
    public static RunSummary Write(RunSummary summary, LiveOptions options, ConsoleWriter output, InvocationConfiguration console, CancellationToken stop)
    {
        Say(summary, output);
        output.Finish(Patience.OfConsole(stop));
        summary = summary with { Sinks = [.. summary.Sinks, SinkSummary.Of(output.Status)] };
        if (options.Summary is string path)
        {
            StrictJson.Write(path, summary);
        }

        if (output.Status.Lost > 0 && options.Events != "-")
        {
            using ConsoleWriter errors = new(console.Error);
            errors.WriteLine($"{output.Status.Name}: {Counted.Of(output.Status.Lost, "line")} could not be written ({output.Status.LastProblem})");
            errors.Finish(Patience.OfConsole(stop));
        }

        return summary;
    }

    private static void Say(RunSummary summary, ConsoleWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"classified {Counted.Of(summary.FramesProcessed, "frame")} in {summary.Seconds:0.0} s, {summary.Fps:0.0} a second; {summary.FramesDropped} dropped"));
        if (summary.Top1 is double top1)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"live top-1 {100 * top1:0.0} % against the known truth"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frame age {summary.AgeMs.P50:0.0} ms (median), {summary.AgeMs.P99:0.0} ms (p99); preprocessing and network {summary.LatencyMs.P50:0.0} ms (median)"));
        if (summary.FramesTorn > 0)
        {
            output.WriteLine($"{Counted.Of(summary.FramesTorn, "damaged picture")} left out");
        }

        if (summary.FramesDroppedByDriver > 0)
        {
            output.WriteLine($"{Counted.Of(summary.FramesDroppedByDriver, "picture")} dropped by the camera's driver");
        }

        if (summary.Losses > 0)
        {
            output.WriteLine($"the source was lost {Counted.Of(summary.Losses, "time")} and came back {Counted.Of(summary.Reconnects, "time")}");
        }

        foreach (SinkSummary sink in summary.Sinks.Where(sink => sink.Lost > 0 || sink.LastProblem is not null))
        {
            output.WriteLine($"{sink.Name}: {sink.Delivered} delivered, {sink.Lost} lost{(sink.LastProblem is null ? "" : $" ({sink.LastProblem})")}");
        }
    }
}
