using EdgeResNet.EdgeApp.Sinks.Mqtt;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>What <c>live</c> was asked to do.</summary>
internal sealed record LiveOptions
{
    /// <summary>A bundle folder or an <c>.onnx</c> file.</summary>
    public required string Model { get; init; }

    /// <summary>A source as in the contract.</summary>
    public required string Source { get; init; }

    /// <summary>Go on without a source that is absent at the start, until it is there.</summary>
    public bool Wait { get; init; }

    /// <summary>How the model is run.</summary>
    public ClassifierOptions Classifier { get; init; } = new();

    /// <summary>A file with a recommendation of <c>bench --sweep</c>, whose provider, precision, threads and spinning then count; absent: none.</summary>
    public string? Tuned { get; init; }

    /// <summary>Show a window.</summary>
    public bool Window { get; init; }

    /// <summary>Go on without a window where none can be opened.</summary>
    public bool WindowIsOptional { get; init; }

    /// <summary>How the preview page is served; absent: no page.</summary>
    public PreviewSettings? Web { get; init; }

    /// <summary>Serve the page although nobody asked for it.</summary>
    public bool WebAlways { get; init; }

    /// <summary>What is recorded.</summary>
    public RecordSettings Record { get; init; } = new();

    /// <summary>What happens on a change.</summary>
    public HookSettings Hooks { get; init; } = new();

    /// <summary>The broker that is told; absent: none.</summary>
    public MqttSettings? Mqtt { get; init; }

    /// <summary>Write events into this file, or to stdout for <c>-</c>.</summary>
    public string? Events { get; init; }

    /// <summary>Write the summary into this file.</summary>
    public string? Summary { get; init; }

    /// <summary>End after so many classified frames.</summary>
    public long? Frames { get; init; }

    /// <summary>End after so many seconds.</summary>
    public double? Seconds { get; init; }

    /// <summary>What the network looks at; absent: the whole picture.</summary>
    public PixelRect? Region { get; init; }

    /// <summary>Start without the HUD on the picture.</summary>
    public bool NoOverlay { get; init; }
}
