using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>The <c>bench</c> report of the contract: one configuration measured in one scenario. Times in milliseconds, rates per second.</summary>
internal sealed record BenchReport
{
    /// <summary><c>single-stream</c> or <c>pipeline</c>.</summary>
    public required string Scenario { get; init; }

    /// <summary>Whether the figures are worth comparing.</summary>
    public required bool Valid { get; init; }

    /// <summary>Why not; empty when they are.</summary>
    public required string Reason { get; init; }

    /// <summary>The model's name.</summary>
    public required string Model { get; init; }

    /// <summary>SHA-256 of the file that ran.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Which of the bundle's files ran.</summary>
    public required string Precision { get; init; }

    /// <summary>The execution provider that ran.</summary>
    public required string Ep { get; init; }

    /// <summary>Why it was this one.</summary>
    public required string EpReason { get; init; }

    /// <summary>Threads of one operator on the CPU.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether <see cref="Threads"/> was asked for or is the runtime's rule, one a physical core.</summary>
    public required bool ThreadsAsked { get; init; }

    /// <summary>Whether these threads waited busily.</summary>
    public required Spinning Spinning { get; init; }

    /// <summary>Queries measured; in a pipeline, frames classified.</summary>
    public required long Queries { get; init; }

    /// <summary>How long they took, one after the other.</summary>
    public required double Seconds { get; init; }

    /// <summary>Queries a second.</summary>
    public required double Qps { get; init; }

    /// <summary>One query.</summary>
    public required Percentiles LatencyMs { get; init; }

    /// <summary>Of a pipeline: from the capture of a frame to its result. Absent in other scenarios, as the next six.</summary>
    public Percentiles? AgeMs { get; init; }

    /// <summary>From the capture of a frame to the first picture that was drawn with its result.</summary>
    public Percentiles? DrawnAgeMs { get; init; }

    /// <summary>The source, without credentials.</summary>
    public string? Source { get; init; }

    /// <summary>Frames that the source delivered while measuring.</summary>
    public long? FramesCaptured { get; init; }

    /// <summary>Frames of these that a newer one replaced before they were classified.</summary>
    public long? FramesDropped { get; init; }

    /// <summary>Whether the threads of capture, pre- and postprocessing and drawing went before all others on the machine, as in the summary of <c>live</c>.</summary>
    public bool? RealTime { get; init; }

    /// <summary>The rate that was kept up with; absent where the rate of the source is not ours to choose.</summary>
    public SustainableRate? Sustainable { get; init; }

    /// <summary>Every run at another rate, in the order in which they were made: those that looked for <see cref="Sustainable"/>, and the last at twice it. Empty where the rate of the source is not ours to choose.</summary>
    public IReadOnlyList<LoadReport>? Load { get; init; }

    /// <summary>Its stages, in the order in which they happen.</summary>
    public required IReadOnlyDictionary<string, Percentiles> StagesMs { get; init; }

    /// <summary>The same measurement of a model that does nothing: what the harness costs.</summary>
    public required Percentiles NullMs { get; init; }

    /// <summary>Bytes a query on the managed heap, by <see cref="AllocatingThreads"/>.</summary>
    public required double AllocatedBytesPerQuery { get; init; }

    /// <summary>The threads whose bytes are counted: <c>measuring</c>, or a pipeline's <c>capture</c>, <c>inference</c> and <c>rendering</c>.</summary>
    public required IReadOnlyList<string> AllocatingThreads { get; init; }

    /// <summary>The garbage collector.</summary>
    public required GcReport Gc { get; init; }

    /// <summary>What went before the first query that counts.</summary>
    public required WarmUpReport WarmUp { get; init; }

    /// <summary>Clocks, temperatures, throttling and what others took of the machine.</summary>
    public required Conditions Conditions { get; init; }

    /// <summary>When the measurement began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>The machine.</summary>
    public required HostInfo Host { get; init; }
}
