using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Labels;

/// <summary>Times at which a frame passed each stage, as <see cref="Stopwatch"/> timestamps in order; derived times in milliseconds.</summary>
internal readonly record struct FrameTimes
{
    /// <summary>The picture arrived, before decoding.</summary>
    public long Captured { get; init; }

    /// <summary>The inference thread took the frame.</summary>
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

    /// <summary>Time to read or decode, without waiting; from the source.</summary>
    public double CaptureMs { get; init; }

    /// <summary>Time of the latest HUD drawing, which has its own clock; 0 without a picture sink. From the render loop.</summary>
    public double OverlayMs { get; init; }

    /// <summary>Crop, resize, colour.</summary>
    public double PreprocessMs => Milliseconds(Taken, Prepared);

    /// <summary>The network, with copies to and from its device.</summary>
    public double InferenceMs => Milliseconds(Prepared, Returned);

    /// <summary>Softmax, top-k, state.</summary>
    public double PostprocessMs => Milliseconds(Returned, Finished);

    /// <summary>All three: the frame's time on the inference thread.</summary>
    public double LatencyMs => Milliseconds(Taken, Finished);

    /// <summary>From capture to the complete result.</summary>
    public double AgeMs => Milliseconds(Captured, Finished);

    /// <summary>From the complete result to the hand-over to all sinks.</summary>
    public double HandOverMs => Milliseconds(Finished, Shown);

    /// <summary>Times of a loss: no stages; the age is that of the last picture.</summary>
    public static FrameTimes OfLoss(long lastCaptured, long at) => new() { Captured = lastCaptured, Taken = at, Prepared = at, Uploaded = at, Computed = at, Returned = at, Finished = at };

    private static double Milliseconds(long from, long to) => (to - from) * 1000.0 / Stopwatch.Frequency;
}
