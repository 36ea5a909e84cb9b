using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Pretrained;
using EdgeResNet.Trainer.Checks;
using SkiaSharp;

namespace EdgeResNet.Tests.Checks;

/// <summary>Wrong labels among drawn shapes, through the real backbone.</summary>
public sealed class LabelCheckTest(ImageNetBackboneFixture backbone) : IClassFixture<ImageNetBackboneFixture>, IDisposable
{
    private const int OfClass = 18;

    private static readonly string[] shapes = ["disc", "bars", "cross"];

    private readonly TemporaryFolder folder = new();
    private readonly StringWriter said = new();

    public void Dispose()
    {
        said.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Wrong_labels_come_first_and_right_ones_are_rarely_suspected()
    {
        string[] wrong = ["train/disc/bars-90.png", "train/bars/cross-91.png", "train/cross/disc-92.png", "test/bars/disc-93.png"];
        WriteShapes();
        LabelReport clean = Run().Report!;
        Assert.InRange(clean.Suspects.Count, 0, 1); // of 63
        foreach (string path in wrong)
        {
            string[] parts = Path.GetFileNameWithoutExtension(path).Split('-');
            Scenes.Save(folder[path], Draw(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)));
        }

        LabelReport report = Run().Report!;
        Assert.Equal(wrong.Order(StringComparer.Ordinal), report.Suspects.Take(wrong.Length).Select(suspect => suspect.Picture.Path).Order(StringComparer.Ordinal));
        Assert.InRange(report.Suspects.Count, wrong.Length, wrong.Length + 1);
        Assert.Equal(report.Suspects.OrderByDescending(suspect => suspect.Probability / suspect.LabelProbability), report.Suspects); // the surest first
        Assert.Equal("bars", report.Suspects.Single(suspect => suspect.Picture.Path == wrong[0]).Suggested);
        Assert.All(report.Suspects, suspect => Assert.True(suspect.Probability >= SuspectedLabels.LeastRatio * suspect.LabelProbability));
        Assert.Equal((clean.Judged + 4, 5, 3, 0, "imagenet", 224), (report.Judged, report.Folds, report.Rounds, report.Epochs, report.Pretrained, report.ImageSize));
        Assert.InRange(report.Top1, 0.9, 63.0 / 67);
        Assert.Equal(report.Suspects, Run().Report!.Suspects); // the same seed
    }

    [Fact]
    public void The_time_estimate_is_printed_before_the_work()
    {
        WriteShapes();
        using TemporaryFolder empty = new();
        Run(cache: empty.Path);
        string[] lines = said.ToString().Split('\n');
        int estimate = Array.FindIndex(lines, line => line.StartsWith("checking labels: features of 63 pictures take about ", StringComparison.Ordinal));
        Assert.InRange(estimate, 0, Array.IndexOf(lines, "reading features of 63 pictures") - 1);
    }

    [Fact]
    public void Classes_with_too_few_pictures_are_named_but_not_judged()
    {
        WriteShapes();
        Scenes.Save(folder["train/rare/0.png"], Draw("disc", 95));
        LabelReport report = Run().Report!;
        Assert.Equal(["rare"], report.NotJudged);
        Assert.Equal(63, report.Judged);
        Assert.Equal((null, "fewer than 2 classes have the 20 pictures that 20 folds need"), Run(folds: 20));
    }

    [Fact]
    public void Labels_are_skipped_with_the_reason_if_no_backbone_exists()
    {
        WriteShapes();
        LabelCheck check = new((_, _) => throw new InputException("the backbone cannot be fetched"), backbone.Features);
        DataCheckReport report = DataCheck.Run("data", CheckedData.Open(folder.Path, seed: 1, TestContext.Current.CancellationToken), Settings(folds: 5), check, new CheckProgress(said, interactive: false), TestContext.Current.CancellationToken);
        Assert.Null(report.Labels);
        Assert.Equal(63, report.Pictures);
        Assert.Equal("not checked: the backbone cannot be fetched", CheckText.LabelMethod(report));
    }

    private static DataCheckSettings Settings(int folds) => new(Distance: 8, OutlierZ: 3.5, folds, Seed: 1);

    private (LabelReport? Report, string? Skipped) Run(int folds = 5, string? cache = null)
    {
        CheckedData data = CheckedData.Open(folder.Path, seed: 1);
        LabelCheck check = new((_, _) => Backbone.OfFile(ImageNetBackbone.Name, backbone.File), cache ?? backbone.Features);
        return check.Run(data, [.. Enumerable.Range(0, data.Pictures.Count)], new Partition(data.Pictures.Count), Settings(folds), new CheckProgress(said, interactive: false), TestContext.Current.CancellationToken);
    }

    private void WriteShapes()
    {
        foreach (string shape in shapes)
        {
            for (int i = 0; i < OfClass; i++)
            {
                Scenes.Save(folder[$"train/{shape}/{i}.png"], Draw(shape, i));
            }

            for (int i = 0; i < 3; i++)
            {
                Scenes.Save(folder[$"test/{shape}/{i}.png"], Draw(shape, 40 + i));
            }
        }
    }

    /// <summary>A shape in a seeded place, size and colour.</summary>
    private static SKBitmap Draw(string shape, int seed)
    {
        Random random = new(seed);
        SKBitmap bitmap = Scenes.Plain(new SKColor((byte)random.Next(180, 256), (byte)random.Next(180, 256), (byte)random.Next(180, 256)), 96, 96);
        using SKCanvas canvas = new(bitmap);
        using SKPaint paint = new() { IsAntialias = true, StrokeWidth = 8, Color = new SKColor((byte)random.Next(120), (byte)random.Next(120), (byte)random.Next(120)) };
        (float x, float y, float r) = (random.Next(38, 58), random.Next(38, 58), random.Next(22, 34));
        if (shape == "disc")
        {
            canvas.DrawCircle(x, y, r, paint);
        }
        else if (shape == "bars")
        {
            for (float offset = -r; offset <= r; offset += 16)
            {
                canvas.DrawLine(x - r, y + offset, x + r, y + offset, paint);
            }
        }
        else
        {
            canvas.DrawLine(x - r, y - r, x + r, y + r, paint);
            canvas.DrawLine(x - r, y + r, x + r, y - r, paint);
        }

        return bitmap;
    }
}
