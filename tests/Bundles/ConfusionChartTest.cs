using System.Xml.Linq;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Bundles;

/// <summary>Pictures and pages of many classes: no file grows with the square of the classes.</summary>
public class ConfusionChartTest
{
    [Theory]
    [InlineData(10, 20_000)]
    [InlineData(30, 200_000)]
    [InlineData(100, 1_300_000)]
    [InlineData(101, 20_000)]
    [InlineData(1000, 20_000)]
    public void The_picture_has_a_bounded_size_even_if_every_class_is_mistaken_for_every_other(int classes, int most)
    {
        string picture = ConfusionChart.Draw(Metrics(classes, (truth, answer) => 1));
        XDocument.Parse(picture);
        Assert.InRange(picture.Length, 1, most);
    }

    [Fact]
    public void Empty_cells_take_no_room()
    {
        string picture = ConfusionChart.Draw(Metrics(100, (truth, answer) => truth == answer ? 10 : 0));
        Assert.InRange(picture.Length, 1, 20_000);
    }

    [Fact]
    public void Many_classes_show_the_largest_confusions_first()
    {
        XDocument table = XDocument.Parse(ConfusionChart.Draw(Metrics(1000, (truth, answer) => (truth, answer) switch
        {
            (7, 9) => 30,
            (9, 7) => 20,
            _ => truth == answer ? 50 : answer == truth + 1 ? 1 : 0,
        })));
        string[] texts = [.. table.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Assert.Equal(["the 40 largest confusions of 1,000 classes; 51,049 pictures", "truth", "answer", "share of the true class's pictures", "class 7", "class 9", "30", "class 9", "class 7", "20"], texts[..10]);
    }

    [Fact]
    public void The_page_grows_with_the_classes_and_folds_a_long_table()
    {
        ModelCard card = StrictJson.Read<ModelCard>(Path.Combine(Command.RepositoryRoot, "models", "fashion-resnet18", "card.json"));
        string few = Page(card, 100);
        string many = Page(card, 1000);
        Assert.DoesNotContain("<details>", few, StringComparison.Ordinal);
        Assert.Contains("<details><summary>1,000 classes</summary>\n\n| class | precision", many, StringComparison.Ordinal);
        Assert.InRange(many.Length, few.Length, 20 * few.Length);
    }

    private static string Page(ModelCard card, int classes) =>
        ModelPage.Write(card, MeasuredParts.Of(card, Metrics(classes, (truth, answer) => 1)), changedCopies: 0, hasCurves: false, samples: 0, choseCheckpoint: false);

    private static ClassificationMetrics Metrics(int classes, Func<int, int, int> count)
    {
        int[][] confusion = [.. Enumerable.Range(0, classes).Select(truth => Enumerable.Range(0, classes).Select(answer => count(truth, answer)).ToArray())];
        ClassMetrics[] each = [.. confusion.Select((row, label) => new ClassMetrics($"class {label}", 0.5, 0.5, 0.5, row.Sum()))];
        return new ClassificationMetrics(each.Sum(row => row.Support), 0.5, 0.6, 1, 0.1, each, confusion, []);
    }
}
