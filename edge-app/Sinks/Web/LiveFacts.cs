using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The run as page and metrics see it: constant facts and the shared state of the loops.</summary>
internal sealed class LiveFacts(IImageClassifier classifier, string source, bool isLive, PipelineCounters counters, SourceHealth health, PipelineControls controls)
{
    /// <summary>The bundle's name.</summary>
    public string Model { get; } = classifier.Model;

    /// <summary>The execution provider that runs.</summary>
    public string Provider { get; } = classifier.ExecutionProvider;

    /// <summary>Which of the bundle's files runs.</summary>
    public string Precision { get; } = classifier.Precision;

    /// <summary>SHA-256 of that file.</summary>
    public string Sha256 { get; } = classifier.Sha256;

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Labels { get; } = classifier.OutputSpec.Labels;

    /// <summary>Meaning of the logits.</summary>
    public OutputSpec Output { get; } = classifier.OutputSpec;

    /// <summary>The source, without credentials.</summary>
    public string Source { get; } = source;

    /// <summary>False for files, which wait while paused.</summary>
    public bool IsLive { get; } = isLive;

    /// <summary>Counters shared by the loops.</summary>
    public PipelineCounters Counters { get; } = counters;

    /// <summary>Whether the source delivers.</summary>
    public SourceHealth Health { get; } = health;

    /// <summary>Requests of the user.</summary>
    public PipelineControls Controls { get; } = controls;

    /// <summary>Statuses of the sinks; set once all are open.</summary>
    public IReadOnlyList<SinkStatus> Sinks { get; set; } = [];
}
