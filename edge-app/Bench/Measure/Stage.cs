using System.Diagnostics;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>A stage of each query, between two of its timestamps.</summary>
/// <param name="Name">Name in reports.</param>
/// <param name="From">Start of the stage.</param>
/// <param name="To">End of the stage.</param>
internal sealed record Stage(string Name, Func<Query, long> From, Func<Query, long> To)
{
    /// <summary>The stage behind <c>latency_ms</c>: a query, or the work on a frame without waiting.</summary>
    public static readonly Stage Latency = new("latency", query => query.Taken, query => query.End);

    /// <summary>From the capture of a frame to its result.</summary>
    public static readonly Stage Age = new("age", query => query.Start, query => query.End);

    /// <summary>The stages of a query in single-stream, in order.</summary>
    public static readonly IReadOnlyList<Stage> SingleStream =
    [
        new("host_to_device", query => query.Prepared, query => query.Uploaded),
        new("inference", query => query.Uploaded, query => query.Computed),
        new("device_to_host", query => query.Computed, query => query.Returned),
    ];

    /// <summary>The stages of a frame's age in a pipeline, in order.</summary>
    public static readonly IReadOnlyList<Stage> Pipeline =
    [
        new("capture_wait", query => query.Start, query => query.Taken),
        new("preprocess", query => query.Taken, query => query.Prepared),
        .. SingleStream,
        new("postprocess", query => query.Returned, query => query.End),
    ];

    /// <summary>Times of this stage in milliseconds, in the order of the queries.</summary>
    public double[] Times(QueryLog log)
    {
        double[] times = new double[log.Count];
        for (int i = 0; i < times.Length; i++)
        {
            Query query = log[i];
            times[i] = Stopwatch.GetElapsedTime(From(query), To(query)).TotalMilliseconds;
        }

        return times;
    }

    /// <summary>Percentiles of these times.</summary>
    public Percentiles Summarize(QueryLog log) => Percentiles.Of(Times(log));
}
