using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>Warm-up and costs of a measurement, for its report.</summary>
/// <param name="WarmUp">The warm-up.</param>
/// <param name="Nothing">Latency of a model that does nothing.</param>
/// <param name="Seconds">Total time of the queries.</param>
/// <param name="AllocatedBytesPerQuery">Managed bytes for each query.</param>
/// <param name="AllocatingThreads">Threads whose bytes are counted.</param>
/// <param name="Gc">Garbage collections.</param>
internal sealed record Tally(WarmUpReport WarmUp, Percentiles Nothing, double Seconds, double AllocatedBytesPerQuery, IReadOnlyList<string> AllocatingThreads, GcReport Gc)
{
    /// <summary>The report on <paramref name="log"/>.</summary>
    public BenchReport Report(string scenario, BenchCase configuration, OnnxClassifier classifier, QueryLog log, IReadOnlyList<Stage> stages, Setting setting)
    {
        string reason = Validity.Reason(log.Count, Seconds, WarmUp.Steady, setting.Conditions.Throttling);
        return new BenchReport
        {
            Scenario = scenario,
            Valid = reason.Length == 0,
            Reason = reason,
            Model = configuration.Bundle.Name,
            Sha256 = configuration.Bundle.ModelFile(classifier.Precision).Sha256,
            Precision = classifier.Precision,
            Ep = classifier.ExecutionProvider,
            EpReason = classifier.ProviderReason,
            Threads = configuration.Classifier.Threads ?? ProcessorTopology.PhysicalCores(),
            ThreadsAsked = configuration.Classifier.Threads is not null,
            Spinning = classifier.Spinning,
            Queries = log.Count,
            Seconds = Seconds,
            Qps = Seconds > 0 ? log.Count / Seconds : 0,
            LatencyMs = Stage.Latency.Summarize(log),
            StagesMs = stages.ToDictionary(stage => stage.Name, stage => stage.Summarize(log)),
            NullMs = Nothing,
            AllocatedBytesPerQuery = AllocatedBytesPerQuery,
            AllocatingThreads = AllocatingThreads,
            Gc = Gc,
            WarmUp = WarmUp,
            Conditions = setting.Conditions,
            Started = setting.Started,
            Host = setting.Host,
        };
    }
}
