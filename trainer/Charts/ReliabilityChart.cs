using System.Globalization;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Trainer.Charts;

/// <summary>Reliability diagram (DeGroot and Fienberg, 1983; Guo et al., 2017): accuracy by score, and the number of pictures by score.</summary>
internal static class ReliabilityChart
{
    private const int Width = 360;
    private const int Height = 360;
    private const double Solid = 0.75;
    private const double Sheer = 0.4;

    /// <summary>Draws the diagram above the number of pictures in each bin.</summary>
    public static string Draw(string title, IReadOnlyList<CalibrationBin> bins)
    {
        Svg svg = new(Width, Height, title);
        Scale shares = new(0, 1);
        Chart diagram = new(svg, Box.Within(0, 0, Width, 280), shares, shares);
        diagram.Axes(title, "score of the answer", levels: 5, columns: 5);
        Chart counts = new(svg, Box.Within(0, 256, Width, 104), shares, shares);
        double largest = Math.Max(1, bins.Max(bin => bin.Samples));
        for (int i = 0; i < bins.Count; i++)
        {
            CalibrationBin bin = bins[i];
            (double, double) across = ((i + 0.06) / bins.Count, (i + 0.94) / bins.Count);
            if (bin.Samples > 0)
            {
                diagram.Bar(across, (0, bin.Accuracy), Svg.Series[0], Solid);
                diagram.Bar(across, (bin.Accuracy, bin.MeanScore), Svg.Bad, Sheer);
                counts.Bar(across, (0, Math.Sqrt(bin.Samples / largest)), Svg.Series[0], Solid); // the square root keeps rare scores visible
                svg.Text(counts.X((i + 0.5) / bins.Count) + 4, counts.Y(0) + 4, bin.Samples.ToString(CultureInfo.InvariantCulture), "end", Svg.Soft, angle: -90);
            }
        }

        diagram.Line([(0, 0), (1, 1)], Svg.Soft, thickness: 1);
        return svg.ToString();
    }
}
