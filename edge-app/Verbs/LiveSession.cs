using System.CommandLine;
using System.Globalization;
using EdgeResNet.EdgeApp.Bench;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Terminal;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>One run of the pipeline from the command line: opens what was asked for, runs, reports.</summary>
internal static class LiveSession
{
    /// <summary>Runs until the source ends, a limit is reached or <paramref name="stop"/> is cancelled; then the summary is written.</summary>
    /// <exception cref="UserException">Something that was asked for is not possible, or a live source stopped delivering.</exception>
    public static RunSummary Run(LiveOptions options, InvocationConfiguration console, CancellationToken stop)
    {
        OutputFiles.Check(options);
        Task opencv = Task.Run(() => OpenCvSharp.Cv2.SetNumThreads(1), CancellationToken.None); // the cores belong to the network; loading OpenCV takes as long as loading the model
        using ConsoleWriter output = new(options.Events == "-" ? console.Error : console.Output); // stdout then belongs to the events
        ModelBundle bundle = ModelBundle.Open(ModelName.Resolve(options.Model, stop));
        using OnnxImageClassifier classifier = new(OnnxClassifier.Load(bundle, options.Tuned is string tuned ? TunedSettings.Load(tuned, bundle, options.Classifier) : options.Classifier));
        opencv.GetAwaiter().GetResult();
        using SourceConnection source = Connect(options, bundle, stop);
        using ResultSinks sinks = ResultSinks.Open(options, source, classifier, output);
        using PipelineControls controls = new();
        using ServiceManager? service = ServiceManager.FromEnvironment();
        controls.UnknownBelow = classifier.OutputSpec.UnknownBelow;
        controls.SetOverlay(!options.NoOverlay);
        PipelineCounters counters = new();
        using LiveMetrics? metrics = options.Web is null ? null : new LiveMetrics(new LiveFacts(classifier, source.Name, source.IsLive, counters, controls)) { Stall = () => source.Stall };
        using PictureSinks pictures = PictureSinks.Open(options, source, controls, metrics, output);
        IResultSink[] results = metrics is null ? [.. sinks.Sinks] : [.. sinks.Sinks, metrics];
        if (metrics is not null)
        {
            metrics.Facts.Sinks = [.. results.Except([metrics]).Select(sink => sink.Status), .. pictures.Sinks.Select(sink => sink.Status), output.Status];
        }

        using HudRenderer? renderer = pictures.Sinks.Count > 0 ? new HudRenderer() : null;
        if (renderer is not null)
        {
            HudWarmUp.Run(classifier.OutputSpec.Labels);
            renderer.Prepare(classifier.OutputSpec.Labels);
        }

        output.WriteLine($"{bundle.Name} {classifier.Precision}{(classifier.PrecisionReason is string why ? $" ({why})" : "")} on {classifier.ExecutionProvider} ({classifier.ProviderReason}), source {source.Name}");

        EdgePipeline pipeline = new(source, classifier, counters)
        {
            Controls = controls,
            ResultSinks = results,
            PictureSinks = pictures.Sinks,
            Statuses = [output.Status],
            Renderer = renderer,
            Region = options.Region,
            FrameLimit = options.Frames,
            TimeLimit = options.Seconds is double seconds ? TimeSpan.FromSeconds(seconds) : null,
            ProviderReason = classifier.ProviderReason,
            Service = service,
        };
        pipeline.Health.Lost += reason => service?.Say($"source lost: {reason}");
        pipeline.Health.Found += _ => service?.Say($"classifying {source.Name}");
        pipeline.Health.Lost += reason => output.WriteLine($"source lost: {reason}; trying again until it is back");
        pipeline.Health.Found += away => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"source is back after {away.TotalSeconds:0.0} s"));
        RunSummary summary = pipeline.Run(stop);
        Report(summary, output);
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

    private static SourceConnection Connect(LiveOptions options, ModelBundle bundle, CancellationToken stop)
    {
        SourceOptions source = SourceOptions.Parse(options.Source);
        string name = SourceFactory.WithoutCredentials(source.Address);
        return SourceConnection.Open(() => SourceFactory.Open(source, bundle, stop), name, source.Stall ?? SourceOptions.DefaultStall, options.Wait);
    }

    private static void Report(RunSummary summary, ConsoleWriter output)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"classified {Counted.Of(summary.FramesProcessed, "frame")} in {summary.Seconds:0.0} s, {summary.Fps:0.0} a second; {summary.FramesDropped} dropped"));
        if (summary.Top1 is double top1)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"live top-1 {100 * top1:0.0} % against the known truth"));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"frame age {summary.AgeMs.P50:0.0} ms (median), {summary.AgeMs.P99:0.0} ms (p99); preprocessing and network {summary.LatencyMs.P50:0.0} ms (median)"));
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
