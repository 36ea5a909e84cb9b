using System.Diagnostics;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Plays a file at its own rate, like a camera: a slow reader misses pictures. Owns the file's source.</summary>
internal sealed class PacedSource(IFrameSource file) : IFrameSource
{
    private readonly FrameClock clock = new(file.FramesPerSecond);

    public string Name => file.Name;

    public bool IsLive => true;

    public double FramesPerSecond => file.FramesPerSecond;

    public TimeSpan Period => TimeSpan.FromSeconds(1 / file.FramesPerSecond);

    /// <summary>Decodes the next picture in advance and delivers it on time.</summary>
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
