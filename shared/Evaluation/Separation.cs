namespace EdgeResNet.Shared.Evaluation;

/// <summary>How well a score separates known pictures (high scores) from strange ones.</summary>
/// <param name="Auroc">Probability that a known picture scores higher than a strange one, with ties counted half; 0.5 is chance.</param>
/// <param name="Fpr95">Share of the strange pictures above the threshold that 95 % of the known ones reach.</param>
internal sealed record Separation(double Auroc, double Fpr95)
{
    /// <summary>Compares two sets of scores.</summary>
    public static Separation Of(double[] known, double[] strange)
    {
        double threshold = ThresholdFor(known, 0.95);
        return new Separation(AreaUnderRoc(known, strange), (double)strange.Count(score => score >= threshold) / strange.Length);
    }

    /// <summary>The highest threshold that at least this <paramref name="share"/> of the scores reaches.</summary>
    public static double ThresholdFor(double[] scores, double share)
    {
        double[] sorted = [.. scores.Order()];
        int needed = (int)Math.Ceiling((share * sorted.Length) - 1e-9); // 0.95 · 20 is a little more than 19
        return sorted[sorted.Length - Math.Clamp(needed, 1, sorted.Length)];
    }

    // The Mann–Whitney statistic from ranks; equal scores share their rank.
    private static double AreaUnderRoc(double[] known, double[] strange)
    {
        (double Score, bool Known)[] all = [.. known.Select(score => (score, true)), .. strange.Select(score => (score, false))];
        Array.Sort(all, (a, b) => a.Score.CompareTo(b.Score));
        double ranks = 0;
        for (int first = 0; first < all.Length;)
        {
            int next = first;
            int knownHere = 0;
            while (next < all.Length && all[next].Score == all[first].Score)
            {
                knownHere += all[next++].Known ? 1 : 0;
            }

            ranks += knownHere * ((first + 1 + next) / 2.0);
            first = next;
        }

        return (ranks - (known.Length * (known.Length + 1.0) / 2)) / ((double)known.Length * strange.Length);
    }
}
