using System.Numerics.Tensors;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Evaluation;

/// <summary>Temperature and unknown threshold of a model, fitted to pictures that were not trained on.</summary>
/// <param name="Temperature">Divides the logits. Minimises the cross-entropy (Guo et al., 2017) of the pictures and of one more with an arbitrary class.</param>
/// <param name="UnknownBelow">The share <see cref="Accepted"/> of the pictures reaches this energy (Liu et al., 2020) or other measure.</param>
/// <param name="UnknownSpread">The measure's standard deviation over the pictures; null if all are equal.</param>
/// <param name="Evidence">The fit, for the card.</param>
internal sealed record Calibration(double Temperature, double UnknownBelow, double? UnknownSpread, CalibrationSpec Evidence)
{
    /// <summary>Share of known pictures that stay known.</summary>
    public const double Accepted = 0.95;

    /// <summary>Smallest temperature tried; only logits that differ by thousandths would need less.</summary>
    public const double Coldest = 0.1;

    /// <summary>Largest temperature tried.</summary>
    public const double Hottest = 10;

    private const double Precision = 1e-5; // of the logarithm of the temperature
    private const double Digits = 1e4; // results are rounded to four decimals

    /// <summary>Fits both to a model's answers to pictures that were not trained on.</summary>
    public static Calibration Fit(LogitTable held) => Fit(held, held.Energies);

    /// <summary>Fits both, with the card's measure.</summary>
    public static Calibration Fit(LogitTable held, OutputSpec output) => Fit(held, temperature => held.KnownScores(output with { Temperature = temperature }));

    /// <summary>Fits both, with another measure than the energy.</summary>
    /// <param name="held">The model's answers to pictures that were not trained on.</param>
    /// <param name="measure">Gives the measure of each picture at a temperature.</param>
    public static Calibration Fit(LogitTable held, Func<double, double[]> measure)
    {
        double temperature = Math.Round(Digits * FitTemperature(held)) / Digits;
        double[] energies = measure(temperature);
        double threshold = Math.Floor(Digits * Separation.ThresholdFor(energies, Accepted)) / Digits; // rounded down, so no picture falls below it
        threshold = threshold == 0 ? -1 / Digits : threshold; // 0 would turn it off
        double accepted = (double)energies.Count(energy => energy >= threshold) / held.Count;
        return new Calibration(temperature, threshold, Deviation(energies), new CalibrationSpec(held.Name, held.Count, Loss(held, 1), Loss(held, temperature), accepted));
    }

    /// <summary>The output with the fitted values.</summary>
    public OutputSpec ApplyTo(OutputSpec output) => output with { Temperature = Temperature, UnknownBelow = UnknownBelow, UnknownSpread = UnknownSpread };

    /// <summary>Mean cross-entropy of <c>softmax(logits / temperature)</c>, in nats.</summary>
    public static double Loss(LogitTable held, double temperature)
    {
        double[] energies = held.Energies(temperature);
        double sum = 0;
        for (int i = 0; i < held.Count; i++)
        {
            sum += (energies[i] - held[i][held.Truth(i)]) / temperature; // log Σ exp(z/T) − z_truth/T
        }

        return sum / held.Count;
    }

    private static double? Deviation(double[] values)
    {
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return Math.Round(deviation, 6) is double kept and > 0 ? kept : null;
    }

    /// <summary>
    /// The objective of the temperature: the cross-entropy of the pictures and of one more with average logits and any class (Perks, 1947).
    /// If all N answers are right, scores are about N / (N + 1); the pictures alone would lead to certainty.
    /// </summary>
    private static double Penalized(LogitTable held, double temperature)
    {
        double[] energies = held.Energies(temperature);
        double any = 0;
        for (int i = 0; i < held.Count; i++)
        {
            any += (energies[i] - (TensorPrimitives.Sum(held[i]) / held[i].Length)) / temperature; // the mean over the classes of log Σ exp(z/T) − z/T
        }

        return Loss(held, temperature) + (any / held.Count / held.Count);
    }

    // Golden-section search over log T: the loss is convex in 1/T, so it has one minimum.
    private static double FitTemperature(LogitTable held)
    {
        double golden = (Math.Sqrt(5) - 1) / 2;
        (double low, double high) = (Math.Log(Coldest), Math.Log(Hottest));
        double left = high - (golden * (high - low));
        double right = low + (golden * (high - low));
        (double lossLeft, double lossRight) = (Penalized(held, Math.Exp(left)), Penalized(held, Math.Exp(right)));
        while (high - low > Precision)
        {
            if (lossLeft <= lossRight)
            {
                (high, right, lossRight) = (right, left, lossLeft);
                left = high - (golden * (high - low));
                lossLeft = Penalized(held, Math.Exp(left));
            }
            else
            {
                (low, left, lossLeft) = (left, right, lossRight);
                right = low + (golden * (high - low));
                lossRight = Penalized(held, Math.Exp(right));
            }
        }

        return Math.Exp((low + high) / 2);
    }
}
