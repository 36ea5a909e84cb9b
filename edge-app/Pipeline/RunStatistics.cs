using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>What the inference thread measures on every frame, without allocating.</summary>
internal sealed class RunStatistics
{
    /// <summary>Frames after which code is compiled and buffers have their size; allocations before are not counted.</summary>
    public const int WarmUpFrames = 50;

    private long allocatedAtStart;
    private long allocatedAtEnd;
    private long correct;

    /// <summary>Preprocessing, network and postprocessing of a frame.</summary>
    public LatencyRecorder Latency { get; } = new();

    /// <summary>From the capture of a frame to the hand-over of its result.</summary>
    public LatencyRecorder Age { get; } = new();

    /// <summary>The age without the network: what this program adds to it.</summary>
    public LatencyRecorder Overhead { get; } = new();

    /// <summary>Frames added.</summary>
    public long Frames { get; private set; }

    /// <summary>When the last frame was added, a <see cref="System.Diagnostics.Stopwatch"/> timestamp; absent before the first.</summary>
    public long? LastResult { get; private set; }

    /// <summary>Frames whose true class is known.</summary>
    public long Judged { get; private set; }

    /// <summary>Share of the frames with known truth whose best class is the true one; absent without such frames.</summary>
    public double? Top1 => Judged > 0 ? (double)correct / Judged : null;

    /// <summary>Managed bytes that the inference thread allocated for a frame, after the warm-up; 0 when the run was shorter.</summary>
    public double AllocatedBytesPerFrame => Frames > WarmUpFrames ? (double)(allocatedAtEnd - allocatedAtStart) / (Frames - WarmUpFrames) : 0;

    /// <summary>Takes a frame's result; called on the inference thread.</summary>
    public void Add(FrameResult result, double latencyMs)
    {
        Latency.Add(latencyMs);
        Age.Add(result.AgeMs);
        Overhead.Add(result.AgeMs - result.Stages.Inference);
        if (result.Truth is int truth)
        {
            Judged++;
            correct += result.TopClasses[0] == truth ? 1 : 0;
        }

        Frames++;
        LastResult = System.Diagnostics.Stopwatch.GetTimestamp();
        allocatedAtEnd = GC.GetAllocatedBytesForCurrentThread();
        if (Frames == WarmUpFrames)
        {
            allocatedAtStart = allocatedAtEnd;
        }
    }
}
