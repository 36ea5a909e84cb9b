using System.CommandLine;
using System.Globalization;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.EdgeApp.Explaining.Live;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Replacing;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Collecting;
using EdgeResNet.EdgeApp.Sinks.Terminal;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Page;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>One run of the pipeline from the command line: open, run, report.</summary>
internal static class LiveSession
{
    /// <summary>Runs until the source ends, a limit is reached or <paramref name="stop"/> is cancelled, then writes the summary.</summary>
    /// <exception cref="UserException">A requested option is impossible, or a live source stopped delivering.</exception>
    public static RunSummary Run(LiveOptions options, InvocationConfiguration console, CancellationToken stop)
    {
        if (options.Summary is string summaryFile)
        {
            AtomicFile.Check(summaryFile, "--summary"); // now, not after hours
        }

        using ConsoleWriter output = new(options.Events == "-" ? console.Error : console.Output); // stdout then carries the events
        using StudioRun? studio = options.Studio is StudioSettings settings ? StudioRun.Open(settings, options, output, stop) : null;
        string? stamp = options.WatchModel ? BundleStamp.Of(options.Model) : null; // before it is read
        ModelBundle bundle = studio?.Network.Bundle ?? ModelBundle.Open(ModelName.Resolve(options.Model, stop));
        ModelLoader loader = new(options);
        OnnxImageClassifier classifier = studio?.Network.Frames.Classifier ?? loader.First(bundle);
        using ModelSlot models = new(studio?.Network.Untaught(isWarm: false) ?? classifier);
        using SourceConnection source = Connect(options, studio?.Shown(options.Source) ?? bundle, stop);
        using OpenSinks<IResultSink> results = ResultSinks.Open(options, source, models.Current, output);
        using PipelineControls controls = new();
        controls.Follow(models.Current.Output);
        ModelsInUse inUse = new(models, studio?.Room);
        ExplainSink? explain = options.Window || options.Web is not null ? new ExplainSink(controls.Explanations, inUse.Current, output.WriteLine) : null;
        using OpenSinks<IFrameSink> collecting = FrameSinks.Open(options, source, explain, studio);
        controls.SetOverlay(options.Hud);
        PipelineCounters counters = new();
        using LiveMetrics? metrics = options.Web is null ? null : new LiveMetrics(new LiveFacts(models.Current, source.Name, source.IsLive, counters, source.Health, controls));
        using ModelSwitch? replacing = studio is null && (options.Web is not null || options.WatchModel) ? new ModelSwitch(models, options.Model, loader.Next, controls, output.WriteLine) : null;
        using ModelWatch? watching = options.WatchModel ? new ModelWatch(replacing!, options.Model, stamp) : null;
        using WebRoutes? routes = options.Web is null ? null : new WebRoutes(inUse.Current, controls, explain!, replacing, output);
        using OpenSinks<IPictureSink> pictures = PictureSinks.Open(options with { Web = options.Web is PreviewSettings web ? web with { Routes = [.. routes!.All, .. studio?.Routes(models) ?? LabelRoutes.Of(collecting.All)], Page = studio is null ? web.Page : StudioPage.Page } : null }, source, controls, metrics, output);
        SinkStatus[] statuses = [.. ((IEnumerable<ISink>)[.. results.All, .. collecting.All, .. pictures.All]).Select(sink => sink.Status)];
        SinkStatus[] others = [output.Status, .. replacing is null ? Array.Empty<SinkStatus>() : [replacing.Status]];
        metrics?.Facts.Sinks = [.. statuses, .. others];
        using LiveStatus? status = OnTerminal(options, output, counters, statuses);
        using HudRenderer? renderer = pictures.All.Count == 0 ? null : Renderer(models.Current.Labels);
        using ServiceManager? service = ServiceManager.FromEnvironment();
        TellOfLosses(source, output, service, options.Verbose);
        output.WriteLine($"{bundle.Name} {classifier.Precision}{(classifier.PrecisionReason is string why ? $" ({why})" : "")} on {classifier.ExecutionProvider} ({classifier.ProviderReason}), source {source.Name}");
        studio?.Start(models, pictures.All.OfType<WebPreview>().FirstOrDefault()?.Address);

        RunSummary summary = new EdgePipeline(source, models, counters)
        {
            Controls = controls,
            ResultSinks = [.. results.All, .. new IResultSink?[] { metrics, status }.OfType<IResultSink>()],
            FrameSinks = collecting.All,
            PictureSinks = pictures.All,
            Statuses = others,
            Renderer = renderer,
            Region = options.Region,
            FrameLimit = options.Frames,
            MaxFps = options.MaxFps,
            TimeLimit = options.Seconds is double seconds ? TimeSpan.FromSeconds(seconds) : null,
            ProviderReason = classifier.ProviderReason,
            Service = service,
        }.Run(stop);
        output.Live = null;
        return LiveReport.Write(summary, options, output, console, stop);
    }

    // A line that is redrawn, unless events go to the same terminal.
    private static LiveStatus? OnTerminal(LiveOptions options, ConsoleWriter output, PipelineCounters counters, SinkStatus[] statuses)
    {
        if (!output.CanRedraw || (options.Events == "-" && TerminalWriter.Stdout.IsTerminal))
        {
            return null;
        }

        LiveStatus status = new(() => (counters.Processed, counters.Dropped, statuses.FirstOrDefault(each => each.Problem is not null) is SinkStatus ill ? $"{ill.Name}: {ill.Problem}" : null));
        output.Live = status.Compose;
        return status;
    }

    private static SourceConnection Connect(LiveOptions options, ModelBundle bundle, CancellationToken stop)
    {
        SourceOptions source = SourceOptions.Parse(options.Source) with { TrustFile = options.SourceTrust };
        SourceFactory.CheckTrust(source);
        string name = SourceFactory.WithoutCredentials(source.Address);
        return SourceConnection.Open(SourceFactory.Opener(source, bundle, stop), name, source.Stall ?? SourceOptions.DefaultStall, options.Wait);
    }

    private static HudRenderer Renderer(IReadOnlyList<string> labels)
    {
        HudWarmUp.Run(labels);
        HudRenderer renderer = new();
        renderer.Prepare(labels);
        return renderer;
    }

    private static void TellOfLosses(SourceConnection source, ConsoleWriter output, ServiceManager? service, bool verbose)
    {
        source.Health.Faulted += fault => output.WriteLine($"{fault.Message} (please report it{(verbose ? $"):\n{fault.InnerException}" : "; --verbose shows the stack trace)")}");
        source.Health.Lost += loss =>
        {
            service?.Say($"source lost: {loss.Reason}");
            output.WriteLine($"source lost: {loss.Reason}; retrying until it returns");
        };
        source.Health.Told += output.WriteLine;
        source.Health.Found += away =>
        {
            service?.Say($"classifying {source.Name}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"source is back after {away.TotalSeconds:0.0} s"));
        };
    }
}
