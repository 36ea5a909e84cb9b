using System.Globalization;
using System.Xml.Linq;
using EdgeResNet.Trainer.Sweeps;
using EdgeResNet.Trainer.Sweeps.Page;

namespace EdgeResNet.Tests.Sweeps.Page;

public sealed class SweepPageTest : IDisposable
{
    private const string Keys = """ "keys": {"lr": {"log": [0.001, 1]}, "label_smoothing": {"linear": [0, 0.2]}, "arch": ["resnet20", "resnet32"]}, "budget": {"trials": 12} """;

    private readonly TemporaryFolder folder = new();

    public SweepPageTest() => Directory.CreateDirectory(folder["pets"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_page_compares_recipes_by_charts_importance_and_a_table()
    {
        SweepFolder sweep = SweepFolder.Begin(folder["sweep"], SweepFile.Write(folder, Keys));
        foreach (int trial in Enumerable.Range(1, 11))
        {
            double lr = (double)sweep.Plan.Candidates[trial - 1].Recipe["lr"]!;
            sweep.Trial(trial).End(new TrialResult { State = TrialState.Done, ValLoss = lr, ValTop1 = 0.75, Epoch = 1, Seconds = 360 });
        }

        sweep.Trial(12).End(new TrialResult { State = TrialState.Failed, Reason = "<diverged>" });
        XElement page = XDocument.Parse(SweepPage.Write(SweepState.Read(sweep))).Root!;
        Assert.Equal(["Keys and results", "Importance of the keys", "Recipes", "Trials without a result"], page.Descendants("h2").Select(heading => heading.Value));
        Assert.Equal(["Recipes and their results", "validation loss against lr", "validation loss against label_smoothing", "validation loss against arch"], page.Descendants().Where(e => e.Name.LocalName == "svg").Select(svg => svg.Elements().First().Value));

        XElement[] tables = [.. page.Descendants("table")];
        string[][] importance = Rows(tables[0]);
        Assert.Equal("lr", importance[0][0]); // the losses are the rates, whose logarithms are almost uniform
        Assert.InRange(Number(importance[0][1]), 0.9, 1);
        Assert.All(importance.Skip(1), row => Assert.InRange(Number(row[1]), 0, 0.8));
        double[] losses = [.. Rows(tables[1]).Take(11).Select(row => Number(row[2]))];
        Assert.Equal(losses.Order(), losses);
        Assert.Equal(["012", "failed", "<diverged>"], Rows(tables[2]).Single());
        Assert.Contains("11 of 12 trials done, 1 failed; 1.10 h of training", page.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "link" or "iframe" or "object" or "img");
    }

    [Fact]
    public void A_sweep_without_results_has_a_page()
    {
        SweepFolder sweep = SweepFolder.Begin(folder["sweep"], SweepFile.Write(folder, Keys));
        XElement page = XDocument.Parse(SweepPage.Write(SweepState.Read(sweep))).Root!;
        Assert.Contains("0 of 12 trials done", page.Value, StringComparison.Ordinal);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string[][] Rows(XElement table) => [.. table.Element("tbody")!.Elements("tr").Select(row => row.Elements("td").Select(cell => cell.Value).ToArray())];
}
