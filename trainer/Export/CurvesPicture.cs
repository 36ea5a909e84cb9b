using System.Globalization;
using EdgeResNet.Trainer.Training;

namespace EdgeResNet.Trainer.Export;

/// <summary>Loss and accuracy over the epochs, as a picture.</summary>
internal static class CurvesPicture
{
    private const int PanelWidth = 360;
    private const int PanelHeight = 240;
    private const int Left = 48;
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
        Panel(svg, 0, "loss", points, 0, loss, "0.00", p => p.TrainLoss, p => p.ValLoss);
        Panel(svg, PanelWidth, "top-1 (%)", points, 100 * floor, 100, "0.#", p => 100 * p.TrainTop1, p => 100 * p.ValTop1);
        return svg.ToString();
    }

    private static void Panel(Svg svg, int left, string title, IReadOnlyList<EpochMetrics> points, double low, double high, string format, Func<EpochMetrics, double> train, Func<EpochMetrics, double> validation)
    {
        double x0 = left + Left;
        double width = PanelWidth - Left - 14;
        double height = PanelHeight - Top - Bottom;
        double first = points[0].Epoch;
        double span = Math.Max(1, points[^1].Epoch - first);
        svg.Text(x0, 18, title);
        svg.Text(x0 + width, 18, "validation", "end", ValidationColor);
        svg.Text(x0 + width - 64, 18, "train", "end", TrainColor);
        for (int tick = 0; tick <= Ticks; tick++)
        {
            double share = (double)tick / Ticks;
            svg.Line([(x0, Y(low + (share * (high - low)))), (x0 + width, Y(low + (share * (high - low))))], "#ddd");
            svg.Text(x0 - 6, Y(low + (share * (high - low))) + 4, (low + (share * (high - low))).ToString(format, CultureInfo.InvariantCulture), "end");
        }

        int step = (int)Math.Ceiling(span / Ticks);
        for (int epoch = points[0].Epoch; epoch <= points[^1].Epoch; epoch += step)
        {
            svg.Text(x0 + ((epoch - first) / span * width), PanelHeight - Bottom + 16, epoch.ToString(CultureInfo.InvariantCulture), "middle");
        }

        svg.Text(x0 + (width / 2), PanelHeight - 4, "epoch", "middle", "#666");
        svg.Line(points.Where(p => double.IsFinite(train(p))).Select(p => (X(p), Y(train(p)))), TrainColor, 2);
        svg.Line(points.Where(p => double.IsFinite(validation(p))).Select(p => (X(p), Y(validation(p)))), ValidationColor, 2);

        double X(EpochMetrics p) => x0 + ((p.Epoch - first) / span * width);
        double Y(double value) => Top + ((1 - ((value - low) / (high - low))) * height);
    }
}
