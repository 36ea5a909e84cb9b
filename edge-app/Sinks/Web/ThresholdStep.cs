using EdgeResNet.Shared.Contract;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Step size of the page's threshold slider.</summary>
internal static class ThresholdStep
{
    private const double OfEnergy = 0.1;
    private const double OfShare = 0.01; // for cosines and scores, up to 1
    private const double StepsInSpread = 20;

    /// <summary>1, 2 or 5 times a power of ten, near a twentieth of the measure's spread; a default if the card has no spread.</summary>
    public static double Of(OutputSpec output)
    {
        if (output.UnknownSpread is not double spread)
        {
            return output.UnknownBy == UnknownMeasure.Energy ? OfEnergy : OfShare;
        }

        double wanted = spread / StepsInSpread;
        int digits = (int)Math.Clamp(Math.Ceiling(-Math.Log10(wanted)), 0, 4); // a threshold has four digits
        double power = Math.Pow(10, -digits);
        double times = Math.Clamp(wanted / power, 1, 5);
        return Math.Round((times >= 5 ? 5 : times >= 2 ? 2 : 1) * power, digits);
    }
}
