namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Lets the display's clock tick just after a result: what is shown is then as new as it can be, and drawing does not compete with
/// the network for the cores. The first result sets the phase; later ones keep it, so gently that the rate stays what it is even if
/// the source's has nothing to do with it.
/// </summary>
internal sealed class ResultPhase
{
    /// <summary>How long after a result a tick should come, in milliseconds: longer than the clock and the network jitter.</summary>
    public const double Target = 1;

    /// <summary>The largest correction of a tick, in milliseconds: 0.3 % at thirty a second.</summary>
    public const double LargestStep = 0.1;

    private const double Gain = 0.1;
    private bool set;
    private double correction;

    /// <summary>Takes how old a result was when a tick found it, in milliseconds.</summary>
    public void Add(double sinceResult)
    {
        double error = Target - sinceResult;
        correction = set ? Math.Clamp(Gain * error, -LargestStep, LargestStep) : error;
        set = true;
    }

    /// <summary>The source was lost: the next result sets the phase anew.</summary>
    public void Reset() => set = false;

    /// <summary>How much later (if negative, earlier) the ticks should come, in milliseconds; 0 until the next result.</summary>
    public double TakeCorrection()
    {
        double taken = correction;
        correction = 0;
        return taken;
    }
}
