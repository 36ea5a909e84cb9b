using EdgeResNet.Shared.Charts;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Charts;

/// <summary>A chart of fixed size over the epochs of a run.</summary>
internal static class EpochChart
{
    /// <summary>Pixels across.</summary>
    public const int Width = 360;

    /// <summary>Pixels down.</summary>
    public const int Height = 240;

    /// <summary>Draws the chart.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="left">Its left edge in pixels.</param>
    /// <param name="title">Name of the values, with their unit.</param>
    /// <param name="epochs">At least one.</param>
    /// <param name="values">Vertical scale.</param>
    /// <param name="lines">Lines in drawing order; several lines get a legend.</param>
    public static void Draw(Svg svg, double left, string title, IReadOnlyList<EpochMetrics> epochs, Scale values, params IReadOnlyList<EpochLine> lines)
    {
        Chart chart = new(svg, Box.Within(left, 0, Width, Height), new Scale(epochs[0].Epoch, epochs[^1].Epoch, Whole: true), values);
        chart.Axes(title, "epoch", epochs.Count == 1 ? [(epochs[0].Epoch, $"{epochs[0].Epoch}")] : null);
        for (int i = 0; i < lines.Count; i++)
        {
            chart.Legend(lines[i].Name, lines[i].Color, lines.Count - 1 - i);
            chart.Line(epochs.Select(epoch => ((double)epoch.Epoch, lines[i].Value(epoch))), lines[i].Color);
        }
    }

    /// <summary>A picture with one line, from 0.</summary>
    public static string Draw(string title, IReadOnlyList<EpochMetrics> epochs, Func<EpochMetrics, double> value)
    {
        Svg svg = new(Width, Height, title);
        Draw(svg, 0, title, epochs, new Scale(0, 1.05 * epochs.Max(value)), new EpochLine(Svg.Series[0], value));
        return svg.ToString();
    }
}
