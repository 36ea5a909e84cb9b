using System.Diagnostics;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>A file at its own rate, as if it came from a camera: who is too slow misses pictures. Owns the file's source.</summary>
internal sealed class PacedSource(IFrameSource file) : IFrameSource
{
    private readonly FrameClock clock = new(file.FramesPerSecond);

    public string Name => file.Name;

    public bool IsLive => true;

    public double FramesPerSecond => file.FramesPerSecond;

    public TimeSpan Period => TimeSpan.FromSeconds(1 / file.FramesPerSecond);

    /// <summary>Decodes the next picture ahead of its moment and delivers it at that moment.</summary>
    public bool Read(Frame frame, CancellationToken stop)
    {
        if (!file.Read(frame, stop) || !clock.Wait(stop))
        {
            return false;
        }

        frame.Captured = Stopwatch.GetTimestamp();
        frame.CaptureMs = 0;
        return true;
    }

    public void Dispose() => file.Dispose();
}
