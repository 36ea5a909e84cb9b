using EdgeResNet.Shared.Charts;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Charts;

/// <summary>Loss and accuracy over the epochs, as pictures.</summary>
internal static class CurvesChart
{
    private static readonly EpochLine[] losses = Both(p => p.TrainLoss, p => p.ValLoss);
    private static readonly EpochLine[] accuracies = Both(p => 100 * p.TrainTop1, p => 100 * p.ValTop1);

    /// <summary>Draws two charts side by side: loss and top-1.</summary>
    public static string Draw(IReadOnlyList<EpochMetrics> points)
    {
        Svg svg = new(2 * EpochChart.Width, EpochChart.Height, "Training curves");
        DrawLoss(svg, 0, points);
        DrawTop1(svg, EpochChart.Width, points);
        return svg.ToString();
    }

    /// <summary>Draws each chart as a picture of its own.</summary>
    public static IReadOnlyList<string> DrawEach(IReadOnlyList<EpochMetrics> points)
    {
        Svg loss = new(EpochChart.Width, EpochChart.Height, "Loss over the epochs");
        DrawLoss(loss, 0, points);
        Svg top1 = new(EpochChart.Width, EpochChart.Height, "Accuracy over the epochs");
        DrawTop1(top1, 0, points);
        return [loss.ToString(), top1.ToString()];
    }

    private static void DrawLoss(Svg svg, int left, IReadOnlyList<EpochMetrics> points)
    {
        double largest = Math.Max(0.1, Values(points, losses).DefaultIfEmpty(1).Max());
        EpochChart.Draw(svg, left, "loss", points, new Scale(0, largest), losses);
    }

    private static void DrawTop1(Svg svg, int left, IReadOnlyList<EpochMetrics> points)
    {
        double floor = Math.Min(90, Math.Floor(Values(points, accuracies).DefaultIfEmpty(0).Min() / 10) * 10); // keeps the axis below 100 % if all answers are right
        EpochChart.Draw(svg, left, "top-1 (%)", points, new Scale(floor, 100), accuracies);
    }

    private static IEnumerable<double> Values(IReadOnlyList<EpochMetrics> points, EpochLine[] lines) =>
        points.SelectMany(p => lines.Select(line => line.Value(p))).Where(double.IsFinite);

    private static EpochLine[] Both(Func<EpochMetrics, double> train, Func<EpochMetrics, double> validation) =>
        [new(Svg.Series[1], train, "train"), new(Svg.Series[0], validation, "validation")];
}
