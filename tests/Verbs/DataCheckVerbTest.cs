using System.CommandLine;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Tests.Checks;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Verbs;

public sealed class DataCheckVerbTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Table_JSON_and_page_have_the_same_findings()
    {
        WriteFaulty();
        (int code, string output, string errors) = Check(folder["data"], "--no-labels", "--json", folder["check.json"], "--html", folder["check.html"]);
        Assert.Equal((0, ""), (code, errors));
        foreach (string line in (string[])[
            "unreadable files: 1",
            "train/<cat> & co/empty.png: is empty (0 bytes)",
            "leaks: groups of the same picture in several splits: 1",
            "train/dog/001.png = val/dog/leak.png",
            "duplicates: groups of the same picture in one split: none",
            "labels: not checked: left out by --no-labels",
        ])
        {
            Assert.Contains(line, output, StringComparison.Ordinal);
        }

        JsonElement json = JsonDocument.Parse(File.ReadAllText(folder["check.json"])).RootElement;
        Assert.Equal(
            ["data", "pictures", "splits", "classes", "imbalance", "class_findings", "files", "duplicates", "outliers", "labels_skipped", "settings"],
            json.EnumerateObject().Select(property => property.Name));
        JsonElement leak = Assert.Single(json.GetProperty("duplicates").EnumerateArray());
        Assert.Equal(["exact", "leak", "conflict", "parted", "pictures"], leak.EnumerateObject().Select(property => property.Name));
        Assert.Equal("file", leak.GetProperty("pictures")[1].GetProperty("same").GetString());
        Assert.Equal("val/dog/leak.png", leak.GetProperty("pictures")[1].GetProperty("picture").GetProperty("path").GetString());
        Assert.Equal("unreadable", json.GetProperty("files")[0].GetProperty("fault").GetString());
        CheckPage(File.ReadAllText(folder["check.html"]));
    }

    [Fact]
    public void Labels_are_checked_by_default()
    {
        Scenes.Write(folder, 8, "data/cat", "data/dog");
        (int code, string output, _) = Check(folder["data"], "--folds", "2", "--json", folder["check.json"]);
        Assert.Equal(0, code);
        Assert.Contains("judging labels by 6 heads\n", output, StringComparison.Ordinal);
        Assert.Matches(@"suspected labels, the most certain first: .*heads on imagenet \(resnet18-mlnet at 224 pixels\), 3 × 2 folds, agree with .* % of 16 labels", output);
        JsonElement labels = JsonDocument.Parse(File.ReadAllText(folder["check.json"])).RootElement.GetProperty("labels");
        Assert.Equal(
            ["arch", "width", "image_size", "folds", "epochs", "judged", "top1", "not_judged", "suspects", "pretrained", "rounds"],
            labels.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void Findings_listed_in_fail_on_exit_1_and_are_named()
    {
        WriteFaulty();
        (int code, _, string errors) = Check(folder["data"], "--no-labels", "--fail-on", "leaks,unreadable", "labels");
        Assert.Equal(1, code);
        Assert.Equal("refused by --fail-on: leaks 1, unreadable 1\n", errors);
        Assert.Equal(0, Check(folder["data"], "--no-labels", "--fail-on", "conflicts").Code);
    }

    [Theory]
    [InlineData(2, "--fail-on nonsense: expected some of unreadable, classes, leaks, conflicts, duplicates, outliers, labels", "--fail-on", "nonsense")]
    [InlineData(2, "--distance 11: expected 0 to 10", "--distance", "11")]
    [InlineData(2, "--folds 1: expected 2 to 20", "--folds", "1")]
    [InlineData(2, "--seed -1: expected 0 or more", "--seed", "-1")]
    [InlineData(2, "--outlier-z 0: expected a number above 0", "--outlier-z", "0")]
    [InlineData(3, "is a folder", "--html", "/")]
    [InlineData(3, "missing: no such folder")]
    public void An_impossible_check_gives_one_line(int code, string line, params string[] options)
    {
        (int actual, string output, string errors) = Check(folder["missing"], options);
        Assert.Equal((code, ""), (actual, output));
        Assert.Contains(line, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    /// <summary>Well-formed, with its pictures inside, and self-contained.</summary>
    private static void CheckPage(string html)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XElement page = XDocument.Load(reader).Root!;
        string[] sources = [.. page.Descendants("img").Select(image => image.Attribute("src")!.Value)];
        Assert.Equal(3, sources.Length); // two of the leak, one outlier
        foreach (string source in sources)
        {
            byte[] picture = Convert.FromBase64String(source[(source.IndexOf(',', StringComparison.Ordinal) + 1)..]);
            Assert.StartsWith("data:image/jpeg;base64,", source, StringComparison.Ordinal);
            Assert.Equal([0xFF, 0xD8], picture[..2]);
        }

        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "link" or "iframe" or "object");
        Assert.Empty(Assert.Single(page.Descendants("script")).Attributes()); // its own, which sorts tables
        Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "href" or "srcset");
        Assert.DoesNotContain("http://", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https://", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.Contains("all black", html, StringComparison.Ordinal);
    }

    private void WriteFaulty()
    {
        Scenes.Write(folder, 8, "data/train/<cat> & co", "data/train/dog", "data/val/<cat> & co", "data/val/dog");
        File.Copy(folder["data/train/dog/001.png"], folder["data/val/dog/leak.png"]);
        File.WriteAllText(folder["data/train/<cat> & co/empty.png"], "");
        Scenes.Save(folder["data/train/dog/black.png"], Scenes.Plain(SkiaSharp.SKColors.Black));
    }

    private static (int Code, string Output, string Errors) Check(string data, params string[] more)
    {
        StringWriter output = new();
        StringWriter errors = new();
        int code = VerbRunner.Run(new RootCommand { DataVerb.Create() }, ["data", "check", data, .. more], output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
