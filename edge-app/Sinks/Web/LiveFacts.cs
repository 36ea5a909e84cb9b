using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>What page and metrics know of the run: what does not change, and what the loops share.</summary>
internal sealed class LiveFacts(IImageClassifier classifier, string source, bool isLive, PipelineCounters counters, SourceHealth health, PipelineControls controls)
{
    /// <summary>The bundle's name.</summary>
    public string Model { get; } = classifier.Model;

    /// <summary>The execution provider that really runs.</summary>
    public string Provider { get; } = classifier.ExecutionProvider;

    /// <summary>Which of the bundle's files runs.</summary>
    public string Precision { get; } = classifier.Precision;

    /// <summary>SHA-256 of that file.</summary>
    public string Sha256 { get; } = classifier.Sha256;

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Labels { get; } = classifier.OutputSpec.Labels;

    /// <summary>What the model says about its answer.</summary>
    public OutputSpec Output { get; } = classifier.OutputSpec;

    /// <summary>The source, without credentials.</summary>
    public string Source { get; } = source;

    /// <summary>False for files, which wait while their picture is held.</summary>
    public bool IsLive { get; } = isLive;

    /// <summary>What the loops count.</summary>
    public PipelineCounters Counters { get; } = counters;

    /// <summary>Whether the source delivers.</summary>
    public SourceHealth Health { get; } = health;

    /// <summary>What a person may ask for.</summary>
    public PipelineControls Controls { get; } = controls;

    /// <summary>How each sink is doing; set when all of them are open.</summary>
    public IReadOnlyList<SinkStatus> Sinks { get; set; } = [];
}
