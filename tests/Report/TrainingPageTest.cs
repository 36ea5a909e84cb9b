using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Charts;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Steps;
using EdgeResNet.Trainer.Verbs;
using SkiaSharp;

namespace EdgeResNet.Tests.Report;

public sealed partial class TrainingPageTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_training_page_is_complete_and_self_contained()
    {
        const string odd = "<b> & \"dog\""; // a folder's name may be anything
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", odd);
        Directory.Move(folder["pets/val"], folder["pets/test"]);
        RootCommand root = [TrainVerb.Create()];
        using StringWriter output = new();
        int code = VerbRunner.Run(root, ["train", "--data", $"folder:{folder["pets"]}", "--arch", "resnet20", "--width", "0.25", "--image-size", "24", "--lr", "0.05", "--epochs", "4", "--max-steps", "3", "--out", folder["run"]], output, TextWriter.Null);
        Assert.Equal(0, code);

        string text = File.ReadAllText(folder["run/report.html"]);
        XElement page = XDocument.Parse(text).Root!;
        Assert.Equal(
            ["Curves", "Throughput and memory", "Confusion", "Classes", "Reliability", "Most confident mistakes", "Recipe", "Data and network", "Environment"],
            page.Descendants("h2").Select(heading => heading.Value));
        Assert.Equal(
            ["Loss over the epochs", "Accuracy over the epochs", "Learning rate over the steps", "images a second", "input's share of the time (%)", "resident memory (MB)", "Confusion matrix", "temperature 1, as trained"],
            page.Descendants().Where(e => e.Name.LocalName == "title").Skip(1).Take(8).Select(title => title.Value));
        Assert.Contains(odd, page.Descendants("td").Select(cell => cell.Value));

        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "link" or "iframe" or "object");
        Assert.Empty(Assert.Single(page.Descendants("script")).Attributes()); // its own, which sorts tables
        Assert.All(page.Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href"), a => Assert.StartsWith("data:image/png;base64,", a.Value, StringComparison.Ordinal));
        Assert.DoesNotMatch(ExternalReference(), text);

        RunFolder run = RunFolder.Open(folder["run"]);
        Dictionary<string, string> facts = page.Descendants("table").Where(table => (string?)table.Attribute("class") == "facts").Descendants("tr").ToDictionary(row => row.Elements("td").First().Value, row => row.Elements("td").Last().Value);
        using JsonDocument recipe = JsonDocument.Parse(File.ReadAllText(folder["run/recipe.json"]));
        Assert.All(recipe.RootElement.EnumerateObject(), field => Assert.Equal(field.Value.GetRawText().Trim('"'), facts[field.Name]));
        TrainingSummary summary = Shared.Contract.StrictJson.Read<TrainingSummary>(run.SummaryFile);
        Assert.Equal($"cpu, {summary.Threads} threads", facts["device"]);
        Assert.Equal(summary.Torch, facts["libtorch"]);
        Assert.Equal(summary.Host.Commit, facts["commit"]);

        Assert.Contains($"was chosen on the {run.OpenData(TestContext.Current.CancellationToken).Validation.Count} pictures of pets/val", text, StringComparison.Ordinal);
        int mistakes = (int)Math.Round((1 - summary.Top1) * summary.Samples);
        Assert.Equal(mistakes, page.Descendants("img").Count());
        Assert.Contains(mistakes == 0 ? "pictures of pets/test were answered rightly" : "pictures of pets/test, which took no part in training", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Mistakes_show_picture_answer_and_truth()
    {
        PictureFolder.Create(folder["pets"], perClass: 3, "cat", "dog");
        Shared.Data.DataSplits data = Shared.Data.DataSource.Open($"folder:{folder["pets"]}", seed: 1, stop: TestContext.Current.CancellationToken);
        Shared.Contract.InputSpec input = RandomNetwork.Rgb(200, 100);
        XElement cards = XElement.Parse(MistakeGallery.Write([new Mistake(4, 1, 0, 0.987, 0.0129)], data.Validation, input));
        XElement card = Assert.Single(cards.Elements());
        Assert.Equal("cat 98.7 %truth: dog 1.3 %1.png", card.Value);
        XElement picture = card.Element("img")!;
        Assert.EndsWith("val/dog/1.png", picture.Attribute("title")!.Value, StringComparison.Ordinal);
        using SKBitmap bitmap = SKBitmap.Decode(Convert.FromBase64String(picture.Attribute("src")!.Value["data:image/png;base64,".Length..]));
        Assert.Equal(96, Math.Max(bitmap.Width, bitmap.Height));
        Assert.Equal(48, Math.Min(bitmap.Width, bitmap.Height));
        Shared.Contract.InputSpec small = input with { Width = bitmap.Width, Height = bitmap.Height };
        byte[] seen = new byte[small.Bytes];
        data.Validation.Read(4, new Shared.Imaging.Preprocessor(small), seen);
        Assert.Equal(seen[..3], new[] { bitmap.GetPixel(0, 0).Red, bitmap.GetPixel(0, 0).Green, bitmap.GetPixel(0, 0).Blue });
    }

    [Theory]
    [InlineData(0.01, false)]
    [InlineData(0.3, true)]
    public void Slow_input_is_reported_with_its_bottleneck(double share, bool isLimit)
    {
        string? limit = InputTime.Limit(share);
        Assert.Equal(isLimit, limit is not null);
        if (isLimit)
        {
            Assert.StartsWith("input took 30 % of the time; disk or processor cores are the limit", limit, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_learning_rate_chart_has_no_NaN_at_any_step_count()
    {
        foreach (long steps in new[] { 1L, 2, 3, 299, 301, 1_000_000 })
        {
            XElement picture = XElement.Parse(RunCharts.LearningRate(new OneCycle(0.1, 0.2, steps), steps));
            Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
        }
    }

    // The SVG namespace is a name; nothing is loaded from it.
    [GeneratedRegex("(?<!xmlns=\")https?://|url\\(|@import")]
    private static partial Regex ExternalReference();
}
