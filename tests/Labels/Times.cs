using System.Diagnostics;
using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.Tests.Labels;

/// <summary>The timestamps of a frame whose result is complete now.</summary>
internal static class Times
{
    /// <summary>From the milliseconds of each stage; without an age, the frame is taken as soon as it is captured.</summary>
    public static FrameTimes Of(double capture = 0, double preprocess = 0, double inference = 0, double postprocess = 0, double overlay = 0, double handOver = 0, double? age = null)
    {
        long finished = Stopwatch.GetTimestamp();
        long returned = finished - Ticks(postprocess);
        long prepared = returned - Ticks(inference);
        long taken = prepared - Ticks(preprocess);
        return new FrameTimes
        {
            Captured = age is double old ? finished - Ticks(old) : taken,
            Taken = taken,
            Prepared = prepared,
            Uploaded = prepared,
            Computed = returned,
            Returned = returned,
            Finished = finished,
            Shown = finished + Ticks(handOver),
            CaptureMs = capture,
            OverlayMs = overlay,
        };
    }

    private static long Ticks(double milliseconds) => (long)Math.Round(milliseconds * Stopwatch.Frequency / 1000);
}
