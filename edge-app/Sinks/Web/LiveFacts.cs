using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The run as page and metrics see it: its source, its newest model and the shared state of the loops.</summary>
internal sealed class LiveFacts(AnsweringModel model, string source, bool isLive, PipelineCounters counters, SourceHealth health, PipelineControls controls)
{
    private AnsweringModel model = model;

    /// <summary>The model of the newest result; written by the inference thread.</summary>
    public AnsweringModel Model
    {
        get => Volatile.Read(ref model);
        set => Volatile.Write(ref model, value);
    }

    /// <summary>How often a model replaced another; written by the inference thread.</summary>
    public long ModelChanges { get; set; }

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
