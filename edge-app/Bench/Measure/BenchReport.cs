using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The contract's <c>bench</c> report of one configuration in one scenario. Times in milliseconds, rates per second.</summary>
internal sealed record BenchReport
{
    /// <summary><c>single-stream</c> or <c>pipeline</c>.</summary>
    public required string Scenario { get; init; }

    /// <summary>Whether the figures can be compared.</summary>
    public required bool Valid { get; init; }

    /// <summary>Why they cannot; empty if valid.</summary>
    public required string Reason { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the file that ran.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Which of the bundle's files ran, such as <c>fp32</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>The execution provider that ran.</summary>
    public required string Ep { get; init; }

    /// <summary>Why this execution provider was chosen.</summary>
    public required string EpReason { get; init; }

    /// <summary>Threads within one operator on the CPU.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether the user set <see cref="Threads"/>; else the runtime takes one for each physical core.</summary>
    public required bool ThreadsAsked { get; init; }

    /// <summary>Whether these threads spin while they wait.</summary>
    public required Spinning Spinning { get; init; }

    /// <summary>Queries measured; in a pipeline, frames classified.</summary>
    public required long Queries { get; init; }

    /// <summary>Total time of the queries, one after the other.</summary>
    public required double Seconds { get; init; }

    /// <summary>Queries per second.</summary>
    public required double Qps { get; init; }

    /// <summary>Latency of a query.</summary>
    public required Percentiles LatencyMs { get; init; }

    /// <summary>Pipeline only: from the capture of a frame to its result. Null in other scenarios, like the next six.</summary>
    public Percentiles? AgeMs { get; init; }

    /// <summary>From the capture of a frame to the first drawn picture with its result.</summary>
    public Percentiles? DrawnAgeMs { get; init; }

    /// <summary>The source, without credentials.</summary>
    public string? Source { get; init; }

    /// <summary>Frames that the source delivered during the measurement.</summary>
    public long? FramesCaptured { get; init; }

    /// <summary>Of these, frames replaced by a newer one before they were classified.</summary>
    public long? FramesDropped { get; init; }

    /// <summary>Whether the pipeline's threads had real-time priority, as in the summary of <c>live</c>.</summary>
    public bool? RealTime { get; init; }

    /// <summary>The sustainable rate; null if the source has a rate of its own.</summary>
    public SustainableRate? Sustainable { get; init; }

    /// <summary>Runs at other rates, in order: the search for <see cref="Sustainable"/>, then one at twice that rate. Empty if the source has a rate of its own.</summary>
    public IReadOnlyList<LoadReport>? Load { get; init; }

    /// <summary>The stages of a query, in order.</summary>
    public required IReadOnlyDictionary<string, Percentiles> StagesMs { get; init; }

    /// <summary>The same for a model that does nothing: the cost of the harness.</summary>
    public required Percentiles NullMs { get; init; }

    /// <summary>Managed bytes for each query, allocated by <see cref="AllocatingThreads"/>.</summary>
    public required double AllocatedBytesPerQuery { get; init; }

    /// <summary>Threads whose bytes are counted: <c>measuring</c>, or a pipeline's <c>capture</c>, <c>inference</c> and <c>rendering</c>.</summary>
    public required IReadOnlyList<string> AllocatingThreads { get; init; }

    /// <summary>Garbage collections.</summary>
    public required GcReport Gc { get; init; }

    /// <summary>The warm-up before the first counted query.</summary>
    public required WarmUpReport WarmUp { get; init; }

    /// <summary>Clocks, temperatures, throttling and load from other processes.</summary>
    public required Conditions Conditions { get; init; }

    /// <summary>Start of the measurement.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The machine.</summary>
    public required HostInfo Host { get; init; }
}
