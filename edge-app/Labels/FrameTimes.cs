using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Labels;

/// <summary>When one frame passed each stage, as <see cref="Stopwatch"/> timestamps in the order in which they happen; in milliseconds what follows from them.</summary>
internal readonly record struct FrameTimes
{
    /// <summary>The picture was there, before it was decoded.</summary>
    public long Captured { get; init; }

    /// <summary>The inference thread began with it.</summary>
    public long Taken { get; init; }

    /// <summary>The network's input was filled.</summary>
    public long Prepared { get; init; }

    /// <summary>The input was on the device.</summary>
    public long Uploaded { get; init; }

    /// <summary>The network had run.</summary>
    public long Computed { get; init; }

    /// <summary>The logits were back.</summary>
    public long Returned { get; init; }

    /// <summary>The result was complete.</summary>
    public long Finished { get; init; }

    /// <summary>All sinks had the result; 0 until then.</summary>
    public long Shown { get; init; }

    /// <summary>Reading or decoding, without the wait for the picture. Told by the source.</summary>
    public double CaptureMs { get; init; }

    /// <summary>The last drawing of the HUD, which has the display's clock; 0 without a picture sink. Told by the render loop.</summary>
    public double OverlayMs { get; init; }

    /// <summary>Crop, resize, colour.</summary>
    public double PreprocessMs => Milliseconds(Taken, Prepared);

    /// <summary>The network, with the ways to its device and back.</summary>
    public double InferenceMs => Milliseconds(Prepared, Returned);

    /// <summary>Softmax, top-k, state.</summary>
    public double PostprocessMs => Milliseconds(Returned, Finished);

    /// <summary>All three: what a frame takes of the inference thread.</summary>
    public double LatencyMs => Milliseconds(Taken, Finished);

    /// <summary>From the capture to the complete result.</summary>
    public double AgeMs => Milliseconds(Captured, Finished);

    /// <summary>From the complete result until all sinks had it.</summary>
    public double HandOverMs => Milliseconds(Finished, Shown);

    /// <summary>A loss: no stage took time, and the age is that of the last picture.</summary>
    public static FrameTimes OfLoss(long lastCaptured, long at) => new() { Captured = lastCaptured, Taken = at, Prepared = at, Uploaded = at, Computed = at, Returned = at, Finished = at };

    private static double Milliseconds(long from, long to) => (to - from) * 1000.0 / Stopwatch.Frequency;
}
