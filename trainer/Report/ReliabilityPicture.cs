using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Trainer.Export;

namespace EdgeResNet.Trainer.Report;

/// <summary>Reliability diagram (DeGroot and Fienberg, 1983; Guo et al., 2017): what scores promise against what is kept, and how many pictures have them.</summary>
internal static class ReliabilityPicture
{
    /// <summary>Colour of the accuracy.</summary>
    public const string AccuracyColor = "#1763a6";

    /// <summary>Colour of the distance to the mean score.</summary>
    public const string GapColor = "#c0392b";

    private const int Width = 360;
    private const int Height = 360;
    private const double Left = 48;
    private const double Top = 30;
    private const double Side = 298;
    private const double Diagram = 216; // height
    private const double CountsTop = Top + Diagram + 40;
    private const double Counts = 40; // height
    private const double Solid = 0.75;
    private const double Sheer = 0.4;

    /// <summary>Draws the diagram, and below it the number of pictures in each bin.</summary>
    public static string Draw(string title, IReadOnlyList<CalibrationBin> bins)
    {
        Svg svg = new(Width, Height, title);
        LinePanel diagram = new(svg, Left, Top, Side, Diagram, new Scale(0, 1), new Scale(0, 1));
        diagram.Title(title);
        diagram.Levels(value => value.ToString("0.##", CultureInfo.InvariantCulture));
        diagram.Across(new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(value => (value, value.ToString(CultureInfo.InvariantCulture))), "score of the answer");
        double largest = Math.Max(1, bins.Max(bin => bin.Samples));
        LinePanel counts = new(svg, Left, CountsTop, Side, Counts, new Scale(0, 1), new Scale(0, 1));
        for (int i = 0; i < bins.Count; i++)
        {
            CalibrationBin bin = bins[i];
            (double, double) across = ((i + 0.06) / bins.Count, (i + 0.94) / bins.Count);
            if (bin.Samples > 0)
            {
                diagram.Area(across, (0, bin.Accuracy), AccuracyColor, Solid);
                diagram.Area(across, (bin.Accuracy, bin.MeanScore), GapColor, Sheer);
                counts.Area(across, (0, Math.Sqrt(bin.Samples / largest)), AccuracyColor, Solid); // the root keeps rare scores visible
                svg.Text(Left + ((i + 0.5) / bins.Count * Side) + 4, CountsTop + Counts + 4, bin.Samples.ToString(CultureInfo.InvariantCulture), "end", Svg.Soft, angle: -90);
            }
        }

        diagram.Line([(0, 0), (1, 1)], Svg.Soft, thickness: 1);
        return svg.ToString();
    }
}
