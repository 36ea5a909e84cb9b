using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Export;

/// <summary>A line over the epochs.</summary>
/// <param name="Color">Its colour.</param>
/// <param name="Value">Its value in an epoch; left out where it is not finite.</param>
/// <param name="Name">Its name in the legend; empty where there is only one.</param>
internal sealed record EpochLine(string Color, Func<EpochMetrics, double> Value, string Name = "");

/// <summary>A panel of fixed size over the epochs of a run.</summary>
internal static class EpochPanel
{
    /// <summary>Pixels across.</summary>
    public const int Width = 360;

    /// <summary>Pixels down.</summary>
    public const int Height = 240;

    private const int Left = 56;
    private const int Right = 14;
    private const int Top = 30;
    private const int Bottom = 34;
    private const int Ticks = 4;
    private const int LegendStep = 64;
    private static readonly double[] roundNumbers = [1, 2, 4, 8, 10];

    /// <summary>The part of a picture between the labels of its axes.</summary>
    public static LinePanel Axes(Svg svg, double left, Scale x, Scale y) =>
        new(svg, left + Left, Top, Width - Left - Right, Height - Top - Bottom, x, y);

    /// <summary>Draws the panel.</summary>
    /// <param name="svg">The picture.</param>
    /// <param name="left">Pixels left of it.</param>
    /// <param name="title">What is drawn, with its unit.</param>
    /// <param name="points">At least one epoch.</param>
    /// <param name="values">Values upwards.</param>
    /// <param name="format">Of the values.</param>
    /// <param name="lines">The last one is drawn last.</param>
    public static void Draw(Svg svg, double left, string title, IReadOnlyList<EpochMetrics> points, Scale values, string format, params IReadOnlyList<EpochLine> lines)
    {
        int first = points[0].Epoch;
        int span = Math.Max(1, points[^1].Epoch - first);
        int step = (int)Math.Ceiling((double)span / Ticks);
        LinePanel panel = Axes(svg, left, new Scale(first, first + span), values);
        panel.Title(title);
        panel.Levels(value => value.ToString(format, CultureInfo.InvariantCulture));
        panel.Across(Enumerable.Range(0, ((points[^1].Epoch - first) / step) + 1).Select(i => first + (i * step)).Select(epoch => ((double)epoch, $"{epoch}")), "epoch");
        for (int i = 0; i < lines.Count; i++)
        {
            panel.Legend(lines[i].Name, lines[i].Color, (lines.Count - 1 - i) * LegendStep);
            panel.Line(points.Select(p => ((double)p.Epoch, lines[i].Value(p))), lines[i].Color);
        }
    }

    /// <summary>The panel as a picture of its own.</summary>
    public static string Picture(string title, IReadOnlyList<EpochMetrics> points, Scale values, string format, params IReadOnlyList<EpochLine> lines)
    {
        Svg svg = new(Width, Height, title);
        Draw(svg, 0, title, points, values, format, lines);
        return svg.ToString();
    }

    /// <summary>From 0 to a round number that is not below <paramref name="largest"/>.</summary>
    public static Scale FromZero(double largest)
    {
        if (largest <= 0 || !double.IsFinite(largest))
        {
            return new Scale(0, 1);
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(largest)));
        return new Scale(0, power * roundNumbers.First(number => number >= (largest / power) - 1e-9));
    }
}
