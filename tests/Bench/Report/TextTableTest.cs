using EdgeResNet.EdgeApp.Bench.Report;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Tests.Bench.Report;

public sealed class TextTableTest
{
    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(300)]
    public void Rows_fit_and_no_figure_is_lost_or_broken(int columns)
    {
        TextTable table = new(["configuration", .. Enumerable.Range(0, 12).Select(i => $"column {i}")]);
        table.Add(["a bundle with a long name on an accelerator 猫猫, 2 threads", .. Enumerable.Range(0, 12).Select(i => $"{i}.{i}{i}{i}")]);
        string text = table.ToString(columns);
        Assert.All(text.Split('\n'), line => Assert.InRange(TextColumns.Of(line), 0, columns));
        Assert.All(Enumerable.Range(0, 12), i => Assert.Contains($" {i}.{i}{i}{i}", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_that_fits_is_one_table()
    {
        TextTable table = new("ms", "min", "max");
        table.Add("latency", "1.000", "12.00");
        Assert.Equal("ms         min    max\nlatency  1.000  12.00\n", table.ToString());
    }

    [Fact]
    public void The_largest_report_fits_a_terminal()
    {
        TextTable table = new("ms", "min", "mean", "p50", "p90", "p95", "p97", "p99", "p99.9", "max", "std dev");
        table.Add(["age when drawn", .. Enumerable.Repeat("12345.6", 10)]);
        Assert.All(table.ToString().Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }
}
