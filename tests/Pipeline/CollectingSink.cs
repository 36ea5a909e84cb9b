using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.Tests.Pipeline;

/// <summary>Keeps the number and the HUD state of each picture.</summary>
internal sealed class CollectingSink(Action<HudFrame>? onShow = null) : IPictureSink
{
    public List<(int Number, string Label)> Shown { get; } = [];

    public bool Started { get; private set; }

    public SinkStatus Status { get; } = new("collecting");

    public ISinkWorker? Worker => null;

    public bool Wanted { get; set; } = true;

    public int MostHeld { get; init; }

    public SemaphoreSlim Ticks { get; } = new(0);

    public void Start() => Started = true;

    public void Show(HudFrame frame)
    {
        Shown.Add((FrameCounter.Read(frame.Picture.Mat), frame.State.Now.Label));
        onShow?.Invoke(frame);
    }

    public void Tick() => Ticks.Release();

    /// <summary>Waits for two: the first may belong to an earlier round.</summary>
    public void WaitForTicks(CancellationToken stop)
    {
        while (Ticks.Wait(0, stop))
        {
        }

        Ticks.Wait(stop);
        Ticks.Wait(stop);
    }

    public void Dispose() => Ticks.Dispose();
}
