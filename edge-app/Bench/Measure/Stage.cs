using System.Diagnostics;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>A part of each query: from one of its timestamps to another.</summary>
/// <param name="Name">As reports call it.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
internal sealed record Stage(string Name, Func<Query, long> From, Func<Query, long> To)
{
    /// <summary>What <c>latency_ms</c> says: a query, or the work on a frame without its waiting.</summary>
    public static readonly Stage Latency = new("latency", query => query.Taken, query => query.End);

    /// <summary>From the capture of a frame to its result.</summary>
    public static readonly Stage Age = new("age", query => query.Start, query => query.End);

    /// <summary>The parts of a query in single-stream, one after the other.</summary>
    public static readonly IReadOnlyList<Stage> SingleStream =
    [
        new("host_to_device", query => query.Prepared, query => query.Uploaded),
        new("inference", query => query.Uploaded, query => query.Computed),
        new("device_to_host", query => query.Computed, query => query.Returned),
    ];

    /// <summary>The parts of a frame's age in a pipeline, one after the other.</summary>
    public static readonly IReadOnlyList<Stage> Pipeline =
    [
        new("capture_wait", query => query.Start, query => query.Taken),
        new("preprocess", query => query.Taken, query => query.Prepared),
        .. SingleStream,
        new("postprocess", query => query.Returned, query => query.End),
    ];

    /// <summary>Every query's time in this stage, in the order in which they were asked, in milliseconds.</summary>
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

    /// <summary>Their distribution.</summary>
    public Percentiles Summarize(QueryLog log) => Percentiles.Of(Times(log));
}
