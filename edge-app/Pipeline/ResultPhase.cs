namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Shifts the display's clock so that it ticks just after a result. The shown result is then as new as possible, and drawing
/// does not compete with the network for cores. The first result sets the phase. Later ones correct it by at most
/// <see cref="LargestStep"/>, so the rate stays constant.
/// </summary>
internal sealed class ResultPhase
{
    /// <summary>Target time from a result to the tick, in milliseconds: longer than the jitter of clock and network.</summary>
    public const double Target = 1;

    /// <summary>Largest correction of a tick, in milliseconds: 0.3 % at 30 ticks a second.</summary>
    public const double LargestStep = 0.1;

    private const double Gain = 0.1;
    private bool set;
    private double correction;

    /// <summary>Takes the age of a result at a tick, in milliseconds.</summary>
    public void Add(double sinceResult)
    {
        double error = Target - sinceResult;
        correction = set ? Math.Clamp(Gain * error, -LargestStep, LargestStep) : error;
        set = true;
    }

    /// <summary>After a loss, the next result sets a new phase.</summary>
    public void Reset() => set = false;

    /// <summary>Shift of the next ticks in milliseconds, negative for earlier; 0 until the next result.</summary>
    public double TakeCorrection()
    {
        double taken = correction;
        correction = 0;
        return taken;
    }
}
