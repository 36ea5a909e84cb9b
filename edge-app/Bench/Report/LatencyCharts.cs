using System.Diagnostics;
using System.Globalization;
using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>Charts of one or more measurements.</summary>
internal static class LatencyCharts
{
    private const int Width = 760;
    private const int Bins = 90;
    private const int MostColumns = 340; // of the chart over time: about two pixels each
    private const int LargestGap = 4; // columns without a query, during other configurations' turns
    private static readonly (double Share, string Label)[] percentiles = [(0, "0 %"), (0.5, "50 %"), (0.9, "90 %"), (0.99, "99 %"), (0.999, "99.9 %"), (0.9999, "99.99 %")];

    /// <summary>Histogram of latencies up to the 99.5th percentile; the last bar counts the rest.</summary>
    public static string Histogram(Measurement measurement)
    {
        double[] times = Sorted(measurement);
        double low = times[0];
        double high = Math.Max(times[Rank(times.Length, 0.995)] * 1.02, low * 1.001);
        Scale x = new(low, high, Logarithmic: Scale.IsWide(low, high));
        int[] counts = new int[Bins];
        foreach (double time in times)
        {
            counts[Math.Clamp((int)(x.Share(time) * Bins), 0, Bins - 1)]++;
        }

        (Svg svg, Chart chart) = Draw("histogram of the latency", 240, x, new Scale(0, counts.Max() * 1.05, Whole: true), "queries", "ms; the last bar holds all longer ones");
        for (int i = 0; i < Bins; i++)
        {
            chart.Bar((x.At((i + 0.05) / Bins), x.At((i + 0.95) / Bins)), (0, counts[i]), Svg.Series[0]);
        }

        BenchReport report = measurement.Report;
        foreach ((string word, double value) in new[] { ("p50", report.LatencyMs.P50), ("p90", report.LatencyMs.P90), ("p99", report.LatencyMs.P99) }.Where(mark => mark.Item2 <= high))
        {
            chart.Mark(value, Svg.Series[1], word, dashed: true);
        }

        return svg.ToString();
    }

    /// <summary>Latency by percentile for each measurement, on an axis that expands the tail: 90, 99, 99.9 % are equally far apart.</summary>
    public static string Percentiles(IReadOnlyList<Measurement> measurements)
    {
        double[][] times = [.. measurements.Select(Sorted)];
        Scale y = new(times.Min(each => each[0]) * 0.95, times.Max(each => each[^1]) * 1.05, Logarithmic: true);
        (Svg svg, Chart chart) = Draw("latency by percentile", 260, new Scale(1, 10_000, Logarithmic: true), y, "ms", "percentile", percentiles.Select(each => (1 / (1 - each.Share), each.Label)));
        for (int run = 0; run < times.Length; run++)
        {
            double[] sorted = times[run];
            double last = Math.Min(4, Math.Log10(sorted.Length)); // beyond this, only the largest value is left
            chart.Line(Enumerable.Range(0, 201).Select(i => Math.Pow(10, last * i / 200)).Select(rest => (rest, sorted[Rank(sorted.Length, 1 - (1 / rest))])), Svg.Series[run % Svg.Series.Count], 1.6);
        }

        return svg.ToString();
    }

    /// <summary>Latency over time: minimum to maximum as an area, the median as a line, garbage collections as marks.</summary>
    public static string OverTime(Measurement measurement)
    {
        QueryLog log = measurement.Log;
        double[] times = Stage.Latency.Times(log);
        long first = log[0].Start;
        double seconds = Math.Max(Seconds(first, log[log.Count - 1].End), 1e-6);
        (Svg svg, Chart chart) = Draw("latency over time", 250, new Scale(0, seconds), new Scale(times.Min() * 0.9, times.Max() * 1.1, Logarithmic: true), "ms", "s");
        int columns = Math.Clamp(times.Length / 2, 1, MostColumns); // narrower than the gaps that end a line
        List<(int Number, double[] Values)> part = [];
        foreach (IGrouping<int, int> column in Enumerable.Range(0, times.Length).GroupBy(i => (int)(Seconds(first, log[i].Start) / seconds * columns)))
        {
            if (part.Count > 0 && column.Key > part[^1].Number + LargestGap)
            {
                DrawPart(chart, part, seconds / columns);
                part.Clear();
            }

            part.Add((column.Key, column.Select(i => times[i]).Order().ToArray()));
        }

        DrawPart(chart, part, seconds / columns);
        foreach (long moment in measurement.Collections)
        {
            chart.Mark(Seconds(first, moment), Svg.Series[3]);
        }

        foreach (MachineSample hot in measurement.Machine.Where(sample => sample.OverTrip >= 0 && sample.Moment >= first))
        {
            chart.Mark(Math.Min(Seconds(first, hot.Moment), seconds), Svg.Bad);
        }

        return svg.ToString();
    }

    /// <summary>Temperature and clock on the same time axis; null if the machine reports neither.</summary>
    public static string? Machine(Measurement measurement, Func<MachineSample, double> value, string title, string unit)
    {
        long first = measurement.Log[0].Start;
        MachineSample[] samples = [.. measurement.Machine.Where(sample => !double.IsNaN(value(sample)) && sample.Moment >= first)];
        if (samples.Length < 2)
        {
            return null;
        }

        double seconds = Seconds(first, measurement.Log[measurement.Log.Count - 1].End);
        (Svg svg, Chart chart) = Draw(title, 140, new Scale(0, seconds), new Scale(samples.Min(value) * 0.98, samples.Max(value) * 1.02), unit, "s");
        chart.Line(samples.Select(sample => (Math.Min(Seconds(first, sample.Moment), seconds), value(sample))), Svg.Series[1], 1.6);
        return svg.ToString();
    }

    /// <summary>Time of each stage: the median as a bar, the 99th percentile as a lighter one behind it.</summary>
    public static string Stages(BenchReport report)
    {
        const int Row = 26;
        int height = (report.StagesMs.Count * Row) + 64;
        Svg svg = new(Width, height, "time by stage");
        Chart chart = new(svg, Box.Within(0, 0, Width, height, left: 150, right: 130), new Scale(0, Math.Max(report.StagesMs.Values.Max(stage => stage.P99), 1e-3) * 1.02), new Scale(-report.StagesMs.Count, 0));
        chart.Axes("", "ms", levels: 0, columns: 9);
        foreach ((int row, (string name, Percentiles times)) in report.StagesMs.Index())
        {
            double baseline = chart.Y(-row - 0.5) + 4;
            svg.Text(142, baseline, name, "end");
            chart.Bar((0, times.P99), (-row - 0.15, -row - 0.85), Svg.Series[0], 0.25);
            chart.Bar((0, times.P50), (-row - 0.15, -row - 0.85), Svg.Series[0]);
            svg.Text(chart.X(times.P99) + 6, baseline, string.Create(CultureInfo.InvariantCulture, $"{TextTable.Milliseconds(times.P50)} · p99 {TextTable.Milliseconds(times.P99)}"), color: Svg.Soft);
        }

        return svg.ToString();
    }

    private static (Svg Svg, Chart Chart) Draw(string name, int height, Scale x, Scale y, string upwards, string across, IEnumerable<(double, string)>? ticks = null)
    {
        Svg svg = new(Width, height, name);
        Chart chart = new(svg, Box.Within(0, 0, Width, height, right: 30), x, y);
        chart.Axes(upwards, across, ticks, levels: 5, columns: 9);
        return (svg, chart);
    }

    private static void DrawPart(Chart chart, List<(int Number, double[] Values)> part, double width)
    {
        chart.Area(part.Select(column => (Middle(column.Number), column.Values[^1])).Concat(part.AsEnumerable().Reverse().Select(column => (Middle(column.Number), column.Values[0]))), Svg.Series[0], 0.18);
        chart.Line(part.Select(column => (Middle(column.Number), column.Values[column.Values.Length / 2])), Svg.Series[0], 1.6);

        double Middle(int column) => (column + 0.5) * width;
    }

    private static double[] Sorted(Measurement measurement)
    {
        double[] times = Stage.Latency.Times(measurement.Log);
        Array.Sort(times);
        return times;
    }

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;

    private static int Rank(int count, double share) => Math.Clamp((int)Math.Ceiling(share * count) - 1, 0, count - 1);
}
