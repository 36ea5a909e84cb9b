using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks.Collecting;
using EdgeResNet.EdgeApp.Sinks.Mqtt;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>A parsed <c>live</c> or <c>demo</c> command line.</summary>
internal sealed record LiveOptions
{
    /// <summary>A bundle folder or an <c>.onnx</c> file.</summary>
    public required string Model { get; init; }

    /// <summary>Whether to replace the model when another one lies at its path.</summary>
    public bool WatchModel { get; init; }

    /// <summary>A source as in the contract.</summary>
    public required string Source { get; init; }

    /// <summary>Whether to wait for a source that is absent at the start.</summary>
    public bool Wait { get; init; }

    /// <summary>PEM file with the certificates that an encrypted source may have; null for the system's.</summary>
    public string? SourceTrust { get; init; }

    /// <summary>Options of the classifier.</summary>
    public ClassifierOptions Classifier { get; init; } = new();

    /// <summary>Most frames of a live source that are classified in a second; null for all that the network manages.</summary>
    public double? MaxFps { get; init; }

    /// <summary>A recommendation of <c>bench --sweep</c>, which sets provider, precision, threads and spinning; null for none.</summary>
    public string? Tuned { get; init; }

    /// <summary>The studio of this run; null for a run without one.</summary>
    public StudioSettings? Studio { get; init; }

    /// <summary>Whether to show a window.</summary>
    public bool Window { get; init; }

    /// <summary>Whether to continue if no window can be opened.</summary>
    public bool WindowIsOptional { get; init; }

    /// <summary>Settings of the web page; null for no page.</summary>
    public PreviewSettings? Web { get; init; }

    /// <summary>Whether to serve the page without a request for it.</summary>
    public bool WebAlways { get; init; }

    /// <summary>Settings of the recorders.</summary>
    public RecordSettings Record { get; init; } = new();

    /// <summary>Settings of web hook and command.</summary>
    public HookSettings Hooks { get; init; } = new();

    /// <summary>What is collected for labelling; null for nothing.</summary>
    public CollectSettings? Collect { get; init; }

    /// <summary>Settings of the MQTT broker; null for none.</summary>
    public MqttSettings? Mqtt { get; init; }

    /// <summary>File for events, or <c>-</c> for stdout.</summary>
    public string? Events { get; init; }

    /// <summary>File for the summary.</summary>
    public string? Summary { get; init; }

    /// <summary>Number of classified frames after which the run ends.</summary>
    public long? Frames { get; init; }

    /// <summary>Seconds after which the run ends.</summary>
    public double? Seconds { get; init; }

    /// <summary>Region that the network sees; null for the whole picture.</summary>
    public PixelRect? Region { get; init; }

    /// <summary>The HUD at the start.</summary>
    public HudDetail Hud { get; init; } = HudDetail.Compact;

    /// <summary>Whether to show the stack trace of an unforeseen failure.</summary>
    public bool Verbose { get; init; }
}
