using System.Diagnostics;
using System.Globalization;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.EdgeApp.Sinks.Terminal;

/// <summary>The newest result in one line, for a terminal that redraws it: label, score, state, rate, age, lost frames and trouble.</summary>
/// <param name="counts">Frames classified, frames replaced by newer ones, and the first problem, if any.</param>
internal sealed class LiveStatus(Func<(long Processed, long Dropped, string? Trouble)> counts) : IResultSink
{
    private const int MostLabel = 28; // columns
    private readonly Lock gate = new();
    private readonly FrameResult newest = new();
    private readonly RateMeter rate = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private bool any;

    public SinkStatus Status { get; } = new("terminal");

    public ISinkWorker? Worker => null;

    public void Publish(FrameResult result)
    {
        lock (gate)
        {
            result.CopyTo(newest);
            any = true;
        }
    }

    /// <summary>The line at this moment. For one thread.</summary>
    public string Compose()
    {
        (long processed, long dropped, string? trouble) = counts();
        double fps = rate.Update(Stopwatch.GetElapsedTime(started).TotalSeconds, processed);
        string result;
        lock (gate)
        {
            result = any ? Describe() : "no result yet";
        }

        string line = string.Create(CultureInfo.InvariantCulture, $"{result} · {fps:0.0} fps · {dropped:N0} dropped");
        return trouble is null ? line : $"{trouble} · {line}";
    }

    public void Dispose()
    {
    }

    private string Describe()
    {
        double age = newest.State == ResultState.Lost ? Stopwatch.GetElapsedTime(newest.Times.Captured).TotalMilliseconds : newest.Times.AgeMs;
        string old = age < 1000 ? string.Create(CultureInfo.InvariantCulture, $"{age:0} ms old") : string.Create(CultureInfo.InvariantCulture, $"{age / 1000:0} s old");
        return newest.State switch
        {
            ResultState.Lost => $"source lost · {old}",
            ResultState.Unknown => $"unknown · {old}",
            _ => $"{TextColumns.Fit(Printable.Of(newest.ShownLabel), MostLabel)}{Score()} · {(newest.State == ResultState.Stable ? "stable" : "changing")} · {old}",
        };
    }

    private string Score()
    {
        int rank = newest.TopClasses.IndexOf(newest.ShownClass);
        return rank < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {100 * newest.TopScores[rank]:0.0} %");
    }
}
