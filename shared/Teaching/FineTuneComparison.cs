using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Compares fine-tuning with the head alone, on the same pictures and folds.</summary>
/// <param name="Pictures">Number of judged pictures.</param>
/// <param name="Gained">Pictures that only fine-tuning gets right.</param>
/// <param name="Lost">Pictures that only the head alone gets right.</param>
/// <param name="LossBefore">Cross-entropy of the head alone, in nats, with its own temperature.</param>
/// <param name="LossAfter">The same with fine-tuning.</param>
internal sealed record FineTuneComparison(int Pictures, int Gained, int Lost, double LossBefore, double LossAfter)
{
    /// <summary>
    /// Whether fine-tuning is better: its loss is not higher, and its net gain exceeds one standard error of the difference,
    /// √(gained + lost) (McNemar, 1947; the one-standard-error rule of Breiman et al., 1984).
    /// </summary>
    public bool IsBetter => Gained - Lost > Math.Sqrt(Gained + Lost) && LossAfter <= LossBefore;

    /// <summary>Compares answers to the same pictures.</summary>
    public static FineTuneComparison Of(LogitTable head, LogitTable tuned)
    {
        (int gained, int lost) = (0, 0);
        for (int i = 0; i < head.Count; i++)
        {
            (bool before, bool after) = (head.IsRight(i), tuned.IsRight(i));
            gained += after && !before ? 1 : 0;
            lost += before && !after ? 1 : 0;
        }

        return new FineTuneComparison(head.Count, gained, lost, Calibration.Fit(head).Evidence.Loss, Calibration.Fit(tuned).Evidence.Loss);
    }

    /// <summary>The numbers in words.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"of {Counted.Of(Pictures, "cross-validated picture")} it gains {Gained} and loses {Lost}, with a loss of {LossAfter:F3} instead of {LossBefore:F3}");
}
