using System.Globalization;
using EdgeResNet.Trainer.Training;

namespace EdgeResNet.Trainer.Export;

/// <summary>Loss and accuracy over the epochs, as a picture.</summary>
internal static class CurvesPicture
{
    private const int PanelWidth = 360;
    private const int PanelHeight = 240;
    private const int Left = 48;
    private const int Right = 14;
    private const int Top = 30;
    private const int Bottom = 34;
    private const int Ticks = 4;
    private const string TrainColor = "#e6832a";
    private const string ValidationColor = "#1763a6";

    /// <summary>Draws two panels: loss and top-1.</summary>
    public static string Draw(IReadOnlyList<EpochMetrics> points)
    {
        Svg svg = new(2 * PanelWidth, PanelHeight, "Training curves");
        double loss = Math.Max(0.1, points.SelectMany(p => new[] { p.TrainLoss, p.ValLoss }).Where(double.IsFinite).DefaultIfEmpty(1).Max());
        double worst = points.SelectMany(p => new[] { p.TrainTop1, p.ValTop1 }).Where(double.IsFinite).DefaultIfEmpty(0).Min();
        double floor = Math.Min(0.9, Math.Floor(worst * 10) / 10); // below the top even when all is right
        Panel(svg, 0, "loss", points, new Scale(0, loss), "0.00", p => p.TrainLoss, p => p.ValLoss);
        Panel(svg, PanelWidth, "top-1 (%)", points, new Scale(100 * floor, 100), "0.#", p => 100 * p.TrainTop1, p => 100 * p.ValTop1);
        return svg.ToString();
    }

    private static void Panel(Svg svg, int left, string title, IReadOnlyList<EpochMetrics> points, Scale values, string format, Func<EpochMetrics, double> train, Func<EpochMetrics, double> validation)
    {
        int first = points[0].Epoch;
        int span = Math.Max(1, points[^1].Epoch - first);
        int step = (int)Math.Ceiling((double)span / Ticks);
        LinePanel panel = new(svg, left + Left, Top, PanelWidth - Left - Right, PanelHeight - Top - Bottom, new Scale(first, first + span), values);
        panel.Title(title);
        panel.Legend("validation", ValidationColor, 0);
        panel.Legend("train", TrainColor, 64);
        panel.Levels(value => value.ToString(format, CultureInfo.InvariantCulture));
        panel.Across(Enumerable.Range(0, (points[^1].Epoch - first) / step + 1).Select(i => first + (i * step)).Select(epoch => ((double)epoch, $"{epoch}")), "epoch");
        panel.Line(points.Select(p => ((double)p.Epoch, train(p))), TrainColor);
        panel.Line(points.Select(p => ((double)p.Epoch, validation(p))), ValidationColor);
    }
}
