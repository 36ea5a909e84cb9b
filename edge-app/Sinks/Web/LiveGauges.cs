using EdgeResNet.EdgeApp.Labels;
using Prometheus;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The metrics that are computed at each request.</summary>
internal sealed class LiveGauges
{
    private readonly LiveFacts facts;
    private readonly ProcessGauges process;
    private readonly Counter captured;
    private readonly Counter processed;
    private readonly Counter dropped;
    private readonly Counter torn;
    private readonly Counter droppedByDriver;
    private readonly Counter reconnects;
    private readonly Counter labels;
    private readonly Counter modelChanges;
    private readonly Counter states;
    private readonly Counter delivered;
    private readonly Counter lost;
    private readonly Gauge problem;
    private readonly Gauge sourceLost;
    private readonly Gauge unknownBelow;
    private readonly Gauge viewers;
    private readonly Gauge info;
    private AnsweringModel? told; // the model in info

    /// <summary>Registers the metrics.</summary>
    public LiveGauges(MetricFactory factory, LiveFacts facts)
    {
        this.facts = facts;
        process = new ProcessGauges(factory);
        captured = factory.CreateCounter("edgeresnet_frames_captured_total", "Frames that came from the source.");
        processed = factory.CreateCounter("edgeresnet_frames_processed_total", "Frames that were classified.");
        dropped = factory.CreateCounter("edgeresnet_frames_dropped_total", "Frames that a newer one replaced, or that came before they were due, and were not classified.");
        torn = factory.CreateCounter("edgeresnet_frames_torn_total", "Pictures that the source left out because they were damaged or too large.");
        droppedByDriver = factory.CreateCounter("edgeresnet_frames_dropped_by_driver_total", "Pictures that the camera's driver dropped.");
        reconnects = factory.CreateCounter("edgeresnet_source_reconnects_total", "How often the source was opened again.");
        modelChanges = factory.CreateCounter("edgeresnet_model_changes_total", "How often a model replaced another.");
        labels = factory.CreateCounter("edgeresnet_labels_total", "Classified frames by the label shown, unknown ones left out.", "label");
        states = factory.CreateCounter("edgeresnet_states_total", "Results by how far their label can be trusted.", "state");
        delivered = factory.CreateCounter("edgeresnet_sink_delivered_total", "Pictures or events that reached their destination.", "sink");
        lost = factory.CreateCounter("edgeresnet_sink_lost_total", "Pictures or events that found no room or could not be delivered.", "sink");
        problem = factory.CreateGauge("edgeresnet_sink_problem", "1 while something is wrong with a sink.", "sink");
        sourceLost = factory.CreateGauge("edgeresnet_source_lost", "1 while the source delivers nothing.");
        unknownBelow = factory.CreateGauge("edgeresnet_unknown_below", "The model's measure (unknown_by of edgeresnet_model_info) below which a frame is unknown; 0: never.");
        viewers = factory.CreateGauge("edgeresnet_web_viewers", "Clients that watch the live picture.");
        info = factory.CreateGauge("edgeresnet_model_info", "What runs; always 1.", "model", "ep", "precision", "sha256", "source", "unknown_by");
    }

    /// <summary>Returns the number of viewers.</summary>
    public Func<int> Viewers { get; set; } = () => 0;

    /// <summary>Updates all metrics.</summary>
    public void Update(LabelCounts labelCounts, long[] stateCounts, bool isLost)
    {
        captured.IncTo(facts.Counters.Captured);
        processed.IncTo(facts.Counters.Processed);
        dropped.IncTo(facts.Counters.Dropped);
        torn.IncTo(facts.Counters.Torn);
        droppedByDriver.IncTo(facts.Counters.DroppedByDriver);
        reconnects.IncTo(facts.Health.Reconnects);
        sourceLost.Set(isLost ? 1 : 0);
        unknownBelow.Set(facts.Controls.UnknownBelow);
        viewers.Set(Viewers());
        for (int i = 0; i < stateCounts.Length; i++)
        {
            states.WithLabels(PreviewState.NameOf((ResultState)i)).IncTo(Volatile.Read(ref stateCounts[i]));
        }

        foreach ((string label, long frames) in labelCounts.Seen())
        {
            labels.WithLabels(label).IncTo(frames);
        }

        foreach (SinkStatus sink in facts.Sinks)
        {
            delivered.WithLabels(sink.Name).IncTo(sink.Delivered);
            lost.WithLabels(sink.Name).IncTo(sink.Lost);
            problem.WithLabels(sink.Name).Set(sink.Problem is null ? 0 : 1);
        }

        modelChanges.IncTo(facts.ModelChanges);
        UpdateModel(facts.Model);
        process.Update();
    }

    private void UpdateModel(AnsweringModel model)
    {
        if (!ReferenceEquals(model, told))
        {
            info.GetAllLabelValues().ToList().ForEach(info.RemoveLabelled);
            info.WithLabels(model.Name, model.ExecutionProvider, model.Precision, model.Sha256, facts.Source, model.Output.UnknownBy).Set(1);
            told = model;
        }
    }
}
