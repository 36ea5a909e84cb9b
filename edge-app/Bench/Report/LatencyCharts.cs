using System.Diagnostics;
using System.Globalization;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.EdgeApp.Bench.Page;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>The charts of one measurement or several.</summary>
internal static class LatencyCharts
{
    private const int Bins = 90;
    private const int MostColumns = 340; // of the chart over time: about two units each
    private const int LargestGap = 4; // columns without a query: others had their turn
    private static readonly (double Share, string Label)[] percentiles = [(0, "0 %"), (0.5, "50 %"), (0.9, "90 %"), (0.99, "99 %"), (0.999, "99.9 %"), (0.9999, "99.99 %")];

    /// <summary>How often which latency came, up to the 99.5th percentile; what is beyond is counted in the last bar.</summary>
    public static string Histogram(Measurement measurement)
    {
        double[] times = Sorted(measurement);
        double low = times[0];
        double high = Math.Max(times[Rank(times.Length, 0.995)] * 1.02, low * 1.001);
        Chart chart = new("histogram of the latency", 230);
        Axis x = Chart.Across(low, high, logarithmic: high > Axis.Narrow * low);
        double wide = (x.To - x.From) / Bins;
        int[] counts = new int[Bins];
        foreach (double time in times)
        {
            counts[Math.Clamp((int)((x.At(time) - x.From) / wide), 0, Bins - 1)]++;
        }

        Axis y = chart.Up(0, counts.Max() * 1.05);
        chart.DrawUp(y, "queries");
        for (int i = 0; i < Bins; i++)
        {
            chart.Bar("bar", x.From + (i * wide) + 0.4, x.From + ((i + 1) * wide) - 0.4, y.At(counts[i]));
        }

        BenchReport report = measurement.Report;
        foreach ((string word, double value) in new[] { ("p50", report.LatencyMs.P50), ("p90", report.LatencyMs.P90), ("p99", report.LatencyMs.P99) }.Where(mark => mark.Item2 <= high))
        {
            chart.Mark("mark", x.At(value), word);
        }

        chart.DrawAcross(x, "ms; the last bar holds all that took longer");
        return chart.ToString();
    }

    /// <summary>Latency at each percentile of every measurement; each ninth decile of what is left takes the same room.</summary>
    public static string Percentiles(IReadOnlyList<Measurement> measurements)
    {
        double[][] times = [.. measurements.Select(Sorted)];
        Chart chart = new("latency by percentile", 250);
        Axis x = Chart.Across(1, 10_000, logarithmic: true); // 1 / (1 − share)
        Axis y = chart.Up(times.Min(each => each[0]) * 0.95, times.Max(each => each[^1]) * 1.05, logarithmic: true);
        chart.DrawUp(y, "ms");
        for (int run = 0; run < times.Length; run++)
        {
            double[] sorted = times[run];
            double last = Math.Min(4, Math.Log10(sorted.Length)); // beyond, there is nothing but the largest value
            chart.Path($"line s{run % 6}", Enumerable.Range(0, 201).Select(i => Math.Pow(10, last * i / 200)).Select(rest => (x.At(rest), y.At(sorted[Rank(sorted.Length, 1 - (1 / rest))]))));
        }

        chart.DrawAcross(x, percentiles.Select(each => (1 / (1 - each.Share), each.Label)), "percentile");
        return chart.ToString();
    }

    /// <summary>Latency while time went by: smallest to largest of each moment as an area, the median as a line; garbage collections as marks.</summary>
    public static string OverTime(Measurement measurement)
    {
        QueryLog log = measurement.Log;
        double[] times = Stage.Latency.Times(log);
        long first = log[0].Start;
        double seconds = Math.Max(Stopwatch.GetElapsedTime(first, log[log.Count - 1].End).TotalSeconds, 1e-6);
        Chart chart = new("latency over time", 240);
        Axis x = Chart.Across(0, seconds);
        Axis y = chart.Up(times.Min() * 0.9, times.Max() * 1.1, logarithmic: true);
        chart.DrawUp(y, "ms");
        int columns = Math.Clamp(times.Length / 2, 1, MostColumns); // no wider apart than the gaps that end a line
        List<(int Number, double[] Values)> part = [];
        foreach (IGrouping<int, int> column in Enumerable.Range(0, times.Length).GroupBy(i => (int)(Stopwatch.GetElapsedTime(first, log[i].Start).TotalSeconds / seconds * columns)))
        {
            if (part.Count > 0 && column.Key > part[^1].Number + LargestGap)
            {
                DrawPart(chart, part, number => x.At((number + 0.5) * seconds / columns), y);
                part.Clear();
            }

            part.Add((column.Key, column.Select(i => times[i]).Order().ToArray()));
        }

        DrawPart(chart, part, number => x.At((number + 0.5) * seconds / columns), y);
        foreach (long moment in measurement.Collections)
        {
            chart.Mark("gc", x.At(Stopwatch.GetElapsedTime(first, moment).TotalSeconds));
        }

        foreach (MachineSample hot in measurement.Machine.Where(sample => sample.OverTrip >= 0 && sample.Moment >= first))
        {
            chart.Mark("hot", x.At(Math.Min(Stopwatch.GetElapsedTime(first, hot.Moment).TotalSeconds, seconds)));
        }

        chart.DrawAcross(x, "s");
        return chart.ToString();
    }

    /// <summary>Temperature and clock on the same time axis; null where the machine says neither.</summary>
    public static string? Machine(Measurement measurement, Func<MachineSample, double> value, string title, string unit)
    {
        long first = measurement.Log[0].Start;
        MachineSample[] samples = [.. measurement.Machine.Where(sample => !double.IsNaN(value(sample)) && sample.Moment >= first)];
        if (samples.Length < 2)
        {
            return null;
        }

        Chart chart = new(title, 130);
        Axis x = Chart.Across(0, Stopwatch.GetElapsedTime(first, measurement.Log[measurement.Log.Count - 1].End).TotalSeconds);
        Axis y = chart.Up(samples.Min(value) * 0.98, samples.Max(value) * 1.02);
        chart.DrawUp(y, unit);
        chart.Path("line s1", samples.Select(sample => (Math.Min(x.At(Stopwatch.GetElapsedTime(first, sample.Moment).TotalSeconds), x.To), y.At(value(sample)))));
        chart.DrawAcross(x, "s");
        return chart.ToString();
    }

    /// <summary>What each stage takes: the median as a bar, the 99th percentile as a lighter one behind it.</summary>
    public static string Stages(BenchReport report)
    {
        const double Row = 26;
        Chart chart = new("time by stage", (report.StagesMs.Count * Row) + 52);
        Axis x = new(0, Math.Max(report.StagesMs.Values.Max(stage => stage.P99), 1e-3) * 1.02, 150, Chart.Width - 130);
        double y = 14;
        foreach ((string name, Percentiles times) in report.StagesMs)
        {
            chart.Text("label", 142, y + 14, name, "end");
            chart.Rectangle("bar light", x.From, y + 3, x.At(times.P99) - x.From, Row - 8);
            chart.Rectangle("bar", x.From, y + 3, x.At(times.P50) - x.From, Row - 8);
            chart.Text("tick", x.At(times.P99) + 6, y + 14, string.Create(CultureInfo.InvariantCulture, $"{TextTable.Milliseconds(times.P50)} · p99 {TextTable.Milliseconds(times.P99)}"), "start");
            y += Row;
        }

        chart.DrawAcross(x, "ms");
        return chart.ToString();
    }

    private static void DrawPart(Chart chart, List<(int Number, double[] Values)> part, Func<int, double> x, Axis y)
    {
        chart.Path("band", part.Select(column => (x(column.Number), y.At(column.Values[^1]))).Concat(part.AsEnumerable().Reverse().Select(column => (x(column.Number), y.At(column.Values[0])))), closed: true);
        chart.Path("line s0", part.Select(column => (x(column.Number), y.At(column.Values[column.Values.Length / 2]))));
    }

    private static double[] Sorted(Measurement measurement)
    {
        double[] times = Stage.Latency.Times(measurement.Log);
        Array.Sort(times);
        return times;
    }

    private static int Rank(int count, double share) => Math.Clamp((int)Math.Ceiling(share * count) - 1, 0, count - 1);
}
