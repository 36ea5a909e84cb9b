using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>A pipeline at a rate that it may not keep up with.</summary>
internal sealed record LoadReport
{
    /// <summary>The rate asked for as a multiple of the sustainable one; exactly 1 for the run that gave the latter.</summary>
    public double Factor { get; init; }

    /// <summary>Frames a second that the source was asked for.</summary>
    public required double AskedFps { get; init; }

    /// <summary>Frames a second that it delivered.</summary>
    public required double CapturedFps { get; init; }

    /// <summary>Frames a second that were classified.</summary>
    public required double Fps { get; init; }

    /// <summary>Share of the frames delivered that were dropped.</summary>
    public required double DroppedShare { get; init; }

    /// <summary>From the capture of a frame to its result.</summary>
    public required Percentiles AgeMs { get; init; }

    /// <summary>Median age in the first half of the time.</summary>
    public required double AgeFirstHalfP50 { get; init; }

    /// <summary>Median age in the second half: the same, if age is bounded; larger, if frames pile up.</summary>
    public required double AgeSecondHalfP50 { get; init; }
}
