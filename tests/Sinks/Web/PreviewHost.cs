using System.Net;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Labels;
using EdgeResNet.Tests.Pipeline;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>A web preview on loopback with the parts of a run that it needs, and a client.</summary>
internal sealed class PreviewHost : IDisposable
{
    private readonly CounterClassifier classifier;

    /// <summary>Starts it, by default at a free port.</summary>
    public PreviewHost(string? token = null, int port = 0, bool mayMove = false, Func<OutputSpec, OutputSpec>? change = null, Func<PreviewSettings, PreviewSettings>? set = null, TimeSpan? patience = null)
    {
        CounterClassifier plain = new();
        classifier = change is null ? plain : new CounterClassifier { OutputSpec = change(plain.OutputSpec) };
        Model = LoadedModel.Describe(classifier);
        Controls.Follow(Model.Output);
        Metrics = new LiveMetrics(new LiveFacts(Model, "demo:fashion", isLive: true, Counters, Health, Controls)) { Patience = patience ?? TimeSpan.FromSeconds(1) };
        PreviewSettings settings = new(new IPEndPoint(IPAddress.Loopback, port), token) { MayMove = mayMove };
        Preview = new WebPreview(set?.Invoke(settings) ?? settings, Metrics);
        Metrics.Facts.Sinks = [Preview.Status];
        Preview.Start();
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Preview.Address };
    }

    public AnsweringModel Model { get; }

    public PipelineCounters Counters { get; } = new();

    public SourceHealth Health { get; } = new(() => TimeSpan.Zero);

    public PipelineControls Controls { get; } = new();

    public LiveMetrics Metrics { get; }

    public WebPreview Preview { get; }

    public HttpClient Client { get; }

    /// <summary>A result as the inference thread would hand it on.</summary>
    public FrameResult Result(ResultState state = ResultState.Stable) => new(3)
    {
        Model = Model,
        State = state,
        Times = Times.Of(0.4, 0.2, 6.8, 0.03, 0.8, age: 9),
        ShownClass = 1,
    };

    public void Dispose()
    {
        Client.Dispose();
        Preview.Dispose();
        Metrics.Dispose();
        Controls.Dispose();
        classifier.Dispose();
    }
}
