using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Fine-tuning beside the head alone, judged on the same pictures by the same folds.</summary>
/// <param name="Pictures">How many were judged.</param>
/// <param name="Gained">Pictures that fine-tuning alone answers rightly.</param>
/// <param name="Lost">Pictures that the head alone answers rightly.</param>
/// <param name="LossBefore">Cross-entropy of the head alone, in nats, each with a temperature of its own.</param>
/// <param name="LossAfter">That of fine-tuning.</param>
internal sealed record FineTuneComparison(int Pictures, int Gained, int Lost, double LossBefore, double LossAfter)
{
    /// <summary>
    /// Whether fine-tuning is the better one: it gains more pictures than chance explains, by one standard error of the difference,
    /// √(gained + lost) (McNemar, 1947; the rule of one standard error of Breiman et al., 1984), and its loss is not higher.
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
