namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>Learning rate over a run: linear rise to the peak, cosine fall to almost nothing (Smith and Topin, 2018).</summary>
/// <param name="Peak">Largest value.</param>
/// <param name="Warmup">Share of the steps with a rising rate.</param>
/// <param name="Steps">Steps of the whole run.</param>
internal readonly record struct OneCycle(double Peak, double Warmup, long Steps)
{
    private const double StartShare = 0.04;
    private const double EndShare = 0.001;

    /// <summary>The learning rate of a step, counted from 0.</summary>
    public double At(long step)
    {
        double rise = Warmup * Steps;
        if (step < rise)
        {
            return Peak * (StartShare + ((1 - StartShare) * (step + 1) / (rise + 1)));
        }

        double progress = Math.Min(1, (step - rise) / Math.Max(1, Steps - rise));
        return Peak * (EndShare + ((1 - EndShare) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
    }
}
