using EdgeResNet.Shared.Charts;

namespace EdgeResNet.Trainer.Studies;

/// <summary>Results of <c>study depth</c> as a picture: errors over the epochs, and gradient norms from the first layer to the last.</summary>
internal static class DepthChart
{
    private const int Width = 330; // of a chart
    private const int Height = 250;
    private const int Top = 36; // legend
    private const double Thin = 0.7; // one seed
    private const int ErrorStep = 20; // percent
    private static readonly string[] plainColors = ["#f2b279", "#d9571f", "#8c2f0b"]; // the darker the deeper
    private static readonly string[] residualColors = ["#86b6e3", "#1763a6", "#0b3661"];

    /// <summary>Draws two rows of charts. With several seeds, each is a thin line and their mean a thick one.</summary>
    public static string Draw(DepthReport report)
    {
        Svg svg = new(3 * Width, Top + (2 * Height), "Depth of plain and residual networks");
        double left = 56;
        foreach (DepthNetwork network in report.Networks)
        {
            svg.Line([(left, 16), (left + 22, 16)], Color(report, network), 3);
            svg.Text(left + 28, 20, network.Arch);
            left += 110;
        }

        int epochs = report.Networks[0].Runs[0].Epochs.Count;
        Scale time = new(1, Math.Max(2, epochs), Whole: true);
        double worst = report.Networks.SelectMany(network => network.Runs).SelectMany(run => run.Epochs).Max(epoch => 100 * (1 - Math.Min(epoch.TrainTop1, epoch.ValTop1)));
        Scale errors = new(0, ErrorStep * Math.Max(1, Math.Ceiling(worst / ErrorStep)));
        Draw(report, svg, 0, 0, "training error (%)", time, errors, null, "epoch", run => run.Epochs.Select(epoch => ((double)epoch.Epoch, 100 * (1 - epoch.TrainTop1))));
        Draw(report, svg, 1, 0, "validation error (%)", time, errors, null, "epoch", run => run.Epochs.Select(epoch => ((double)epoch.Epoch, 100 * (1 - epoch.ValTop1))));

        Scale ratios = Scale.PowersOfTen(report.Networks.SelectMany(network => network.Runs).SelectMany(run => run.Gradients).Select(DepthRun.FrontToBack));
        Draw(report, svg, 2, 0, "gradient norm, front half / back half", new Scale(0, epochs, Whole: true), ratios, null, "epoch", run => run.Gradients.Select(record => ((double)record.Epoch, DepthRun.FrontToBack(record))));

        Scale norms = Scale.PowersOfTen(report.Networks.SelectMany(network => network.Runs).SelectMany(run => run.Gradients).SelectMany(record => record.Norms));
        foreach ((int column, int epoch, string title) in new[] { (0, 0, "before the first step"), (1, epochs / 2, $"after epoch {epochs / 2}"), (2, epochs, $"after epoch {epochs}") })
        {
            Draw(report, svg, column, 1, $"gradient norm of each layer, {title}", new Scale(0, 1), norms, [(0, "first"), (1, "last")], "layer", run => AcrossLayers(run.Gradients.Last(record => record.Epoch <= epoch)));
        }

        return svg.ToString();
    }

    private static void Draw(DepthReport report, Svg svg, int column, int row, string title, Scale x, Scale y, IEnumerable<(double, string)>? ticks, string unit, Func<DepthRun, IEnumerable<(double X, double Y)>> points)
    {
        Chart chart = new(svg, Box.Within(column * Width, Top + (row * Height), Width, Height), x, y);
        chart.Axes(title, unit, ticks);
        foreach (DepthNetwork network in report.Networks)
        {
            (double X, double Y)[][] lines = [.. network.Runs.Select(run => points(run).ToArray())];
            foreach ((double X, double Y)[] line in lines.Where(_ => lines.Length > 1))
            {
                chart.Line(line, Color(report, network), Thin);
            }

            chart.Line(lines[0].Select((point, i) => (point.X, y.Logarithmic ? Math.Exp(lines.Average(line => Math.Log(line[i].Y))) : lines.Average(line => line[i].Y))), Color(report, network));
        }
    }

    private static IEnumerable<(double X, double Y)> AcrossLayers(GradientRecord record) =>
        record.Norms.Select((norm, i) => (i / Math.Max(1.0, record.Norms.Count - 1), norm));

    private static string Color(DepthReport report, DepthNetwork network)
    {
        string[] colors = network.Arch.StartsWith("plain", StringComparison.Ordinal) ? plainColors : residualColors;
        int rank = report.Networks.Count(other => other.Arch[..3] == network.Arch[..3] && other.Layers.Count < network.Layers.Count);
        return colors[Math.Min(rank, colors.Length - 1)];
    }
}
