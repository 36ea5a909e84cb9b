using EdgeResNet.Shared.Charts;

namespace EdgeResNet.Trainer.Sweeps.Page;

/// <summary>The results of all recipes against one key.</summary>
internal static class KeyChart
{
    private const int Width = 340;
    private const int Height = 230;
    private const double Dot = 2.5; // half of a side
    private const double MostOverMedian = 4; // of the distance between best and median: a diverged recipe would flatten the rest

    /// <summary>Draws it, with the best recipe on top.</summary>
    public static string Draw(KeyAxis axis, string objective, Scale results, IReadOnlyList<RankedCandidate> ranked)
    {
        Svg svg = new(Width, Height, $"{objective} against {axis.Name}");
        double room = axis.Scale.Logarithmic ? 0 : 0.04 * (axis.Scale.High - axis.Scale.Low);
        Chart chart = new(svg, Box.Within(0, 0, Width, Height, right: 30), axis.Scale with { Low = axis.Scale.Low - room, High = axis.Scale.High + room }, results);
        chart.Axes(objective, axis.Name, axis.Ticks);
        for (int i = ranked.Count - 1; i >= 0; i--)
        {
            chart.Line([(axis.Of(ranked[i].Candidate), ranked[i].Mean!.Value)], i == 0 ? Svg.Series[1] : Svg.Series[0], i == 0 ? 2 * Dot : Dot);
        }

        return svg.ToString();
    }

    /// <summary>From the best result to the worst, or to one not too far behind the median.</summary>
    public static Scale ScaleOf(IReadOnlyList<RankedCandidate> ranked, bool higherIsBetter)
    {
        double[] values = [.. ranked.Select(each => each.Mean!.Value).Order()];
        double best = higherIsBetter ? values[^1] : values[0];
        double reach = Math.Abs(values[values.Length / 2] - best) * MostOverMedian;
        double worst = higherIsBetter ? Math.Max(values[0], best - reach) : Math.Min(values[^1], best + reach);
        return higherIsBetter ? new Scale(worst, Math.Max(best, worst + 1e-4)) : new Scale(best, Math.Max(worst, best + 1e-4));
    }
}
