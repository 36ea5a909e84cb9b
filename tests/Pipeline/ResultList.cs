using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using OpenCvSharp;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>Keeps copies of all results, and acts once when a condition holds.</summary>
internal sealed class ResultList : IResultSink
{
    private readonly List<FrameResult> results = [];
    private readonly List<(Func<bool> Condition, Action Act)> waiting = [];
    private int losses;

    public IReadOnlyList<FrameResult> All => results;

    /// <summary>Number of losses received; safe from any thread.</summary>
    public int Losses => Volatile.Read(ref losses);

    public SinkStatus Status { get; } = new("list");

    public ISinkWorker? Worker => null;

    public void When(Func<bool> condition, Action act) => waiting.Add((condition, act));

    public void When(Func<FrameResult, bool> condition, Action act) => When(() => condition(results[^1]), act);

    public void Publish(FrameResult result)
    {
        FrameResult copy = new();
        result.CopyTo(copy);
        results.Add(copy);
        Volatile.Write(ref losses, losses + (result.State == ResultState.Lost ? 1 : 0));
        for (int i = waiting.Count - 1; i >= 0; i--)
        {
            if (waiting[i].Condition())
            {
                Action act = waiting[i].Act;
                waiting.RemoveAt(i);
                act();
            }
        }
    }

    public void Dispose()
    {
    }
}

/// <summary>Draws nothing.</summary>
internal sealed class NoHud : IHudRenderer
{
    public void Draw(Mat bgra, HudState state)
    {
    }

    public void Prepare(IReadOnlyList<string> labels)
    {
    }

    public void Dispose()
    {
    }
}
