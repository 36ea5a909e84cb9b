using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Trainer.Export;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Steps;

namespace EdgeResNet.Trainer.Report;

/// <summary>How a run went, as small pictures.</summary>
internal static class RunPanels
{
    private const string Color = "#1763a6";
    private const int MostPoints = 300; // about a pixel each
    private const int Parts = 4;

    /// <summary>The learning rate of every step, as it was used.</summary>
    /// <param name="schedule">The run's.</param>
    /// <param name="steps">Steps that were done.</param>
    public static string LearningRate(OneCycle schedule, long steps)
    {
        Svg svg = new(EpochPanel.Width, EpochPanel.Height, "Learning rate over the steps");
        int points = (int)Math.Min(steps, MostPoints);
        (double, double)[] line = [.. Enumerable.Range(0, points).Select(i => steps * i / points).Select(step => ((double)step, schedule.At(step)))];
        LinePanel panel = EpochPanel.Axes(svg, 0, new Scale(0, Math.Max(1, steps)), EpochPanel.FromZero(schedule.Peak));
        panel.Title("learning rate");
        panel.Levels(value => value.ToString("0.#####", CultureInfo.InvariantCulture));
        panel.Across(Enumerable.Range(0, Parts + 1).Select(part => steps * part / Parts).Distinct().Select(step => ((double)step, step.ToString("N0", CultureInfo.InvariantCulture))), "step");
        panel.Line(line, Color);
        return svg.ToString();
    }

    /// <summary>Images a second, share of the input and resident memory over the epochs.</summary>
    public static IReadOnlyList<string> Throughput(IReadOnlyList<EpochMetrics> epochs) =>
    [
        Panel("images a second", epochs, "N0", epoch => epoch.ImagesPerS),
        Panel("input's share of the time (%)", epochs, "0.##", epoch => 100 * epoch.InputShare),
        Panel("resident memory (MB)", epochs, "N0", epoch => epoch.MemoryBytes / 1e6),
    ];

    private static string Panel(string title, IReadOnlyList<EpochMetrics> epochs, string format, Func<EpochMetrics, double> value) =>
        EpochPanel.Picture(title, epochs, EpochPanel.FromZero(epochs.Max(value)), format, new EpochLine(Color, value));
}
