namespace EdgeResNet.Shared.Evaluation;

/// <summary>Confidence interval of a measured share.</summary>
internal static class Interval
{
    private const double Normal95 = 1.959964; // 97.5 % of a normal distribution lie below

    /// <summary>The same of a share that fewer independent trials support, as if it were theirs.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="trials">Independent trials, at least one.</param>
    public static (double Low, double High) Of(double share, int trials) => Of((int)Math.Round(share * trials), trials);

    /// <summary>The 95 % interval of a share (Wilson, 1927), lower and upper end, 0 to 1.</summary>
    /// <param name="right">Successful trials.</param>
    /// <param name="trials">All trials, at least one.</param>
    public static (double Low, double High) Of(int right, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        double share = (double)right / trials;
        double square = Normal95 * Normal95 / trials;
        double middle = (share + (square / 2)) / (1 + square);
        double half = Normal95 * Math.Sqrt((share * (1 - share) / trials) + (square / trials / 4)) / (1 + square);
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
