using EdgeResNet.Shared.Charts;

namespace EdgeResNet.Trainer.Sweeps.Page;

/// <summary>Parallel coordinates (Inselberg, 1985): an axis for each key and one for the result; a line for each recipe.</summary>
internal static class ParallelChart
{
    private const int Step = 120; // pixels between axes
    private const int Margin = 60;
    private const int Height = 300;
    private const int Top = 34;
    private const int Bottom = 24;
    private const double Thin = 0.7;
    private const double Good = 1.6;
    private const double Thick = 3;

    /// <summary>Draws it.</summary>
    /// <param name="axes">The keys.</param>
    /// <param name="objective">Name of the result.</param>
    /// <param name="results">Scale of the result.</param>
    /// <param name="ranked">The recipes with results, the best first; the first quarter stands out.</param>
    public static string Draw(IReadOnlyList<KeyAxis> axes, string objective, Scale results, IReadOnlyList<RankedCandidate> ranked)
    {
        Svg svg = new((2 * Margin) + (axes.Count * Step), Height, "Recipes and their results");
        for (int i = ranked.Count - 1; i >= 0; i--)
        {
            (string color, double width) = i == 0 ? (Svg.Series[1], Thick) : i < (ranked.Count + 3) / 4 ? (Svg.Series[0], Good) : (Svg.Soft, Thin);
            Candidate recipe = ranked[i].Candidate;
            svg.Line([.. axes.Select((axis, at) => (X(at), Y(axis.Scale, axis.Of(recipe)))), (X(axes.Count), Y(results, ranked[i].Mean!.Value))], color, width);
        }

        for (int i = 0; i < axes.Count; i++)
        {
            Axis(svg, X(i), axes[i].Name, axes[i].Scale, axes[i].Ticks);
        }

        Axis(svg, X(axes.Count), objective, results, [(results.Low, Scale.Label(Math.Round(results.Low, 4))), (results.High, Scale.Label(Math.Round(results.High, 4)))]);
        return svg.ToString();
    }

    private static void Axis(Svg svg, double x, string name, Scale scale, IEnumerable<(double Value, string Label)> ticks)
    {
        svg.Line([(x, Top), (x, Height - Bottom)], Svg.Soft, Good);
        svg.Name(x, 16, name, Step - 8, "middle");
        foreach ((double value, string label) in ticks)
        {
            svg.Name(x + 5, Y(scale, value) + (scale.Share(value) > 0.5 ? 10 : -3), label, Step - 10);
        }
    }

    private static double X(int axis) => Margin + (axis * Step);

    private static double Y(Scale scale, double value) => Height - Bottom - (Math.Clamp(scale.Share(value), 0, 1) * (Height - Top - Bottom));
}
