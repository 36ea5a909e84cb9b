using EdgeResNet.Shared.Charts;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Steps;

namespace EdgeResNet.Trainer.Charts;

/// <summary>Small charts of a run.</summary>
internal static class RunCharts
{
    private const int MostPoints = 300; // about a pixel each

    /// <summary>The learning rate of every step.</summary>
    /// <param name="schedule">The run's.</param>
    /// <param name="steps">Finished steps.</param>
    public static string LearningRate(OneCycle schedule, long steps)
    {
        Svg svg = new(EpochChart.Width, EpochChart.Height, "Learning rate over the steps");
        int points = (int)Math.Min(steps, MostPoints);
        Chart chart = new(svg, Box.Within(0, 0, EpochChart.Width, EpochChart.Height), new Scale(0, steps, Whole: true), new Scale(0, 1.05 * schedule.Peak));
        chart.Axes("learning rate", "step");
        chart.Line(Enumerable.Range(0, points).Select(i => steps * i / points).Select(step => ((double)step, schedule.At(step))), Svg.Series[0]);
        return svg.ToString();
    }

    /// <summary>Images a second, share of the input and resident memory over the epochs.</summary>
    public static IReadOnlyList<string> Throughput(IReadOnlyList<EpochMetrics> epochs) =>
    [
        EpochChart.Draw("images a second", epochs, epoch => epoch.ImagesPerS),
        EpochChart.Draw("input's share of the time (%)", epochs, epoch => 100 * epoch.InputShare),
        EpochChart.Draw("resident memory (MB)", epochs, epoch => epoch.MemoryBytes / 1e6),
    ];
}
