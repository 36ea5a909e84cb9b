using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Measure;

/// <summary>A pipeline at a rate that may be too high for it.</summary>
internal sealed record LoadReport
{
    /// <summary>Requested rate as a multiple of the sustainable one; exactly 1 for the run that found it.</summary>
    public double Factor { get; init; }

    /// <summary>Requested frames per second.</summary>
    public required double AskedFps { get; init; }

    /// <summary>Delivered frames per second.</summary>
    public required double CapturedFps { get; init; }

    /// <summary>Classified frames per second.</summary>
    public required double Fps { get; init; }

    /// <summary>Share of delivered frames that were dropped.</summary>
    public required double DroppedShare { get; init; }

    /// <summary>From the capture of a frame to its result.</summary>
    public required Percentiles AgeMs { get; init; }

    /// <summary>Median age in the first half of the time.</summary>
    public required double AgeFirstHalfP50 { get; init; }

    /// <summary>Median age in the second half: equal if age is bounded, larger if frames pile up.</summary>
    public required double AgeSecondHalfP50 { get; init; }
}
