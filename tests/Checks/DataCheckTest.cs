using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Files;
using EdgeResNet.Tests.Imaging;
using EdgeResNet.Trainer.Checks;
using SkiaSharp;

namespace EdgeResNet.Tests.Checks;

public sealed class DataCheckTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_clean_folder_has_counts_and_no_findings()
    {
        Scenes.Write(folder, 20, "train/cat", "train/dog");
        Scenes.WriteFrom(folder, 5000, 5, "val/cat", "val/dog");
        DataCheckReport report = Check();
        Assert.Equal(50, report.Pictures);
        Assert.Equal([new SplitCount("train", 40), new SplitCount("val", 10)], report.Splits);
        Assert.Equal(["cat", "dog"], report.Classes.Select(each => each.Label));
        Assert.All(report.Classes, each => Assert.Equal([20, 5], each.Pictures));
        Assert.Equal(1, report.Imbalance);
        Assert.All(Enum.GetValues<DataFault>(), fault => Assert.Equal(0, report.Count(fault)));
        Assert.Empty(report.Files);
    }

    [Fact]
    public void Unreadable_files_are_named_with_the_reason_without_ending_the_check()
    {
        Scenes.Write(folder, 6, "train/cat", "train/dog");
        byte[] png = File.ReadAllBytes(folder["train/cat/000.png"]);
        File.WriteAllBytes(folder["train/cat/empty.png"], []);
        File.WriteAllBytes(folder["train/cat/cut.png"], png[..(png.Length / 2)]);
        File.WriteAllText(folder["train/cat/text.jpg"], "this is no picture");
        File.WriteAllBytes(folder["train/cat/phone.jpg"], [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0]);
        Scenes.Save(folder["train/cat/photo.jpg"], Scenes.Draw(7000));
        File.Move(folder["train/cat/photo.jpg"], folder["train/cat/photo.png"]);
        File.WriteAllText(folder["train/cat/notes.txt"], "not for training");
        File.WriteAllBytes(folder["train/cat/renamed.dat"], png);
        File.WriteAllBytes(folder["train/cat/scan.tif"], [.. "II*"u8, 0, 0, 0, 0, 0]);
        File.WriteAllBytes(folder["train/loose.png"], png);
        Directory.CreateDirectory(folder["spare"]);

        DataCheckReport report = Check();
        Assert.Equal(14, report.Pictures);
        Assert.Equal(
            [("train/cat/cut.png", "damaged or cut off"), ("train/cat/empty.png", "empty (0 bytes)"), ("train/cat/phone.jpg", "HEIC"), ("train/cat/text.jpg", "is not a picture")],
            Faults(FileFault.Unreadable, "damaged or cut off", "empty (0 bytes)", "HEIC", "is not a picture"));
        Assert.Equal([("train/cat/photo.png", "JPEG"), ("train/cat/renamed.dat", "PNG")], Faults(FileFault.Misnamed, "JPEG", "PNG"));
        Assert.Equal([("train/cat/notes.txt", "is no picture"), ("train/cat/scan.tif", "TIFF"), ("train/loose.png", "no class folder")], Faults(FileFault.PassedOver, "is no picture", "TIFF", "no class folder"));

        // Each finding of a kind, with the words that its reason must contain.
        IEnumerable<(string Path, string Reason)> Faults(FileFault fault, params string[] reasons) =>
            report.Files.Where(file => file.Fault == fault).OrderBy(file => file.Path, StringComparer.Ordinal).Zip(reasons, (file, words) => (file.Path, file.Reason.Contains(words, StringComparison.Ordinal) ? words : file.Reason));
    }

    [Fact]
    public void Pictures_of_16_bits_are_named_with_the_value_of_white()
    {
        Scenes.Write(folder, 4, "train/cat", "train/dog");
        byte[] dark = [.. Enumerable.Range(0, 64 * 64).SelectMany(i => PngBytes.Samples((ushort)(i % 4000)))];
        byte[] full = [.. Enumerable.Range(0, 64 * 64).SelectMany(i => PngBytes.Samples((ushort)(i * 16)))];
        File.WriteAllBytes(folder["train/cat/dark.png"], PngBytes.Write(64, 64, 16, PngBytes.Gray, dark));
        File.WriteAllBytes(folder["train/cat/full.png"], PngBytes.Write(64, 64, 16, PngBytes.Gray, full));
        DataCheckReport report = Check();
        Assert.Equal(10, report.Pictures);
        Assert.Equal(
            [
                ("train/cat/dark.png", FileFault.Deep, "has 16 bits a sample but no value above 4095, so 4095 counts as white; other programs see it almost black"),
                ("train/cat/full.png", FileFault.Deep, "has 16 bits a sample; they are scaled to 8"),
            ],
            report.Files.Select(file => (file.Path, file.Fault, file.Reason)));
        Assert.Contains("pictures with 16 bits a sample: 2", CheckText.Sections(report).Select(section => section.Title));
    }

    [Fact]
    public void Copies_across_splits_and_labels_are_found_with_leaks_first()
    {
        Scenes.Write(folder, 8, "train/cat", "train/dog", "val/cat", "val/dog");
        File.Copy(folder["train/cat/001.png"], folder["train/dog/other-label.png"]);
        File.Copy(folder["train/cat/002.png"], folder["train/cat/again.png"]);
        File.Copy(folder["train/dog/003.png"], folder["val/dog/leak.png"]);
        File.AppendAllText(folder["val/dog/leak.png"], "the same pixels in other bytes");
        Scenes.Save(folder["val/dog/encoded.jpg"], Scenes.Draw(1004)); // train/dog/004
        Scenes.Save(folder["val/cat/resized.png"], Scenes.Draw(5, 128, 96)); // train/cat/005
        Scenes.Save(folder["train/cat/brighter.png"], Scenes.Brighter(Scenes.Draw(6), 1.1)); // train/cat/006

        DataCheckReport report = Check();
        Assert.Equal([true, true, true, false, false, false], report.Duplicates.Select(group => group.Leak));
        Assert.Equal(
            [
                "train/cat/005.png, val/cat/resized.png near",
                "train/dog/003.png, val/dog/leak.png pixels",
                "train/dog/004.png, val/dog/encoded.jpg near",
                "train/cat/001.png, train/dog/other-label.png file, labels differ",
                "train/cat/002.png, train/cat/again.png file",
                "train/cat/006.png, train/cat/brighter.png near",
            ],
            report.Duplicates.Select(group => $"{string.Join(", ", group.Pictures.Select(each => each.Picture.Path))} {group.Pictures[1].Same.ToString().ToLowerInvariant()}{(group.Conflict ? ", labels differ" : "")}"));
        Assert.Equal((3, 1, 6), (report.Count(DataFault.Leaks), report.Count(DataFault.Conflicts), report.Count(DataFault.Duplicates)));
        Assert.Equal([false, true, false, true, true, false], report.Duplicates.Select(group => group.Exact));
    }

    [Fact]
    public void Unusual_and_blank_pictures_are_outliers()
    {
        Scenes.Write(folder, 20, "train/cat", "train/dog");
        Scenes.Save(folder["train/cat/turned.png"], Scenes.Draw(7001, 48, 64)); // upright instead of level is usual
        Scenes.Save(folder["train/cat/black.png"], Scenes.Plain(SKColors.Black));
        Scenes.Save(folder["train/cat/white.png"], Scenes.Plain(SKColors.White));
        Scenes.Save(folder["train/cat/dark.png"], Scenes.Brighter(Scenes.Draw(7002), 0.05));
        Scenes.Save(folder["train/cat/large.png"], Scenes.Draw(7003, 640, 480));
        Scenes.Save(folder["train/cat/wide.png"], Scenes.Draw(7004, 400, 48));

        DataCheckReport report = Check();
        Assert.Equal(
            [("train/cat/black.png", OutlierMeasure.Blank), ("train/cat/white.png", OutlierMeasure.Blank)],
            report.Outliers.Take(2).Select(each => (each.Picture.Path, each.Measure)).Order());
        Assert.Equal(
            [("train/cat/dark.png", OutlierMeasure.Brightness), ("train/cat/large.png", OutlierMeasure.LongSide), ("train/cat/wide.png", OutlierMeasure.LongSide)],
            report.Outliers.Skip(2).Select(each => (each.Picture.Path, each.Measure)).Order());
        Outlier large = report.Outliers.Single(each => each.Picture.Path == "train/cat/large.png");
        Assert.Equal((640, 64, true), (large.Value, Math.Round(large.Median), large.Z > 3.5));
        Assert.Empty(report.Duplicates); // black and white pictures are no copies
    }

    [Fact]
    public void A_blank_picture_of_unusual_size_has_both_findings()
    {
        Scenes.Write(folder, 20, "train/cat", "train/dog");
        Scenes.Save(folder["train/cat/black.png"], Scenes.Plain(SKColors.Black, 640, 480));
        Assert.Equal(
            [("train/cat/black.png", OutlierMeasure.Blank), ("train/cat/black.png", OutlierMeasure.LongSide)],
            Check().Outliers.Select(each => (each.Picture.Path, each.Measure)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("train/")]
    public void Near_copies_across_trainings_own_split_are_leaks(string root)
    {
        Scenes.Write(folder, 12, $"{root}cat", $"{root}dog");
        for (int i = 0; i < 12; i++)
        {
            Scenes.Save(folder[$"{root}cat/brighter-{i:D3}.png"], Scenes.Brighter(Scenes.Draw(i), 1.1));
        }

        IImageSet held = DataSource.Open($"folder:{folder.Path}", seed: 1, stop: TestContext.Current.CancellationToken).Validation;
        HashSet<string> heldOut = [.. Enumerable.Range(0, held.Count).Select(i => Path.GetRelativePath(folder.Path, held.Origin(i)))];
        string[] parted = [.. Enumerable.Range(0, 12).Where(i => heldOut.Contains($"{root}cat/{i:D3}.png") != heldOut.Contains($"{root}cat/brighter-{i:D3}.png")).Select(i => $"{root}cat/{i:D3}.png")];
        Assert.InRange(parted.Length, 1, 11); // by chance

        DataCheckReport report = Check();
        Assert.Equal(12, report.Duplicates.Count);
        Assert.Equal(parted, report.Duplicates.Where(group => group.Parted).SelectMany(group => group.Pictures).Select(each => each.Picture.Path).Where(path => !path.Contains("brighter", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(parted.Length, report.Count(DataFault.Leaks));
        Assert.Contains(CheckText.Parted, CheckText.Describe(report.Duplicates[0]), StringComparison.Ordinal);

        if (root.Length > 0)
        {
            Scenes.WriteFrom(folder, 9000, 2, "val/cat", "val/dog"); // a validation set of its own, so that none is cut
            report = Check();
            Assert.Equal((12, 0), (report.Count(DataFault.Duplicates), report.Count(DataFault.Leaks)));
        }
    }

    [Theory]
    [InlineData(0.69, true)]
    [InlineData(0.7, false)]
    public void A_label_model_below_70_percent_is_called_a_poor_judge(double top1, bool poor)
    {
        Scenes.Write(folder, 2, "cat", "dog");
        DataCheckReport report = Check() with { Labels = new LabelReport("resnet18-mlnet", 1, 224, Folds: 5, Epochs: 0, Judged: 4, top1, NotJudged: [], Suspects: []) { Pretrained = "imagenet", Rounds = 3 } };
        Assert.Equal(poor, CheckText.LabelMethod(report).Contains("a poor judge", StringComparison.Ordinal));
    }

    [Fact]
    public void Classes_missing_from_a_split_and_imbalance_are_reported()
    {
        Scenes.Write(folder, 12, "train/cat");
        Scenes.Write(folder, 4, "train/dog", "val/eel");
        Directory.CreateDirectory(folder["val/cat"]);
        DataCheckReport report = Check();
        Assert.Equal(3, report.Imbalance);
        Assert.Equal([("cat", "val"), ("dog", "val"), ("eel", "train")], report.ClassFindings.Select(each => (each.Label, each.Split)));
        Assert.Contains("learn from", report.ClassFindings[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layout_that_training_refuses_is_a_finding()
    {
        Scenes.Write(folder, 4, "cat", "dog", "test");
        Assert.Contains("'cat', 'dog' lie beside 'test'", Assert.Throws<InputException>(() => Check()).Message, StringComparison.Ordinal);
        Scenes.Write(folder, 4, "test/cat", "test/dog");
        Assert.Contains(Check().ClassFindings, each => each.Reason.Contains("'cat', 'dog' lie beside 'test'", StringComparison.Ordinal));
        Directory.Delete(folder["test"], recursive: true);
        Scenes.WriteFrom(folder, 9000, 4, "Cat");
        Assert.Contains(Check().ClassFindings, each => each.Reason.Contains("upper and lower case", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_of_classes_is_one_split()
    {
        Scenes.Write(folder, 4, "cat");
        DataCheckReport report = Check();
        Assert.Equal([new SplitCount("all", 4)], report.Splits);
        Assert.Contains("only class", Assert.Single(report.ClassFindings).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_published_set_is_checked_in_its_splits()
    {
        Random random = new(1);
        foreach (string file in (string[])["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"])
        {
            byte[] records = new byte[20 * 3073];
            random.NextBytes(records);
            for (int i = 0; i < 20; i++)
            {
                records[i * 3073] = (byte)(i % 10);
            }

            AtomicFile.Write(folder[file], stream => stream.Write(records));
        }

        AtomicFile.WriteText(folder["batches.meta.txt"], string.Join('\n', Enumerable.Range(0, 10).Select(i => $"class{i}")));
        byte[] test = File.ReadAllBytes(folder["test_batch.bin"]);
        File.ReadAllBytes(folder["data_batch_1.bin"]).AsSpan(0, 3073).CopyTo(test);
        File.WriteAllBytes(folder["test_batch.bin"], test);

        DataCheckReport report = Check($"cifar10:{folder.Path}");
        Assert.Equal(["train", "validation", "test"], report.Splits.Select(split => split.Split));
        Assert.Equal(120, report.Pictures);
        DuplicateGroup leak = Assert.Single(report.Duplicates);
        Assert.Equal((true, true), (leak.Leak, leak.Exact));
        Assert.Equal("test", leak.Pictures[1].Picture.Split);
    }

    [Fact]
    public void Empty_data_is_refused_with_advice()
    {
        Refused("no such folder", folder["missing"]);
        Directory.CreateDirectory(folder["none/cat"]);
        Refused("class folder", folder["none"]);
        Directory.CreateDirectory(folder["broken/cat"]);
        File.WriteAllText(folder["broken/cat/1.png"], "");
        Refused("none of its 1 pictures can be read", folder["broken"]);

        void Refused(string reason, string data)
        {
            InputException error = Assert.Throws<InputException>(() => Check(data));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Assert.Contains(data, error.Message, StringComparison.Ordinal);
        }
    }

    private DataCheckReport Check(string? data = null) =>
        DataCheck.Run("data", CheckedData.Open(data ?? folder.Path, seed: 1), new DataCheckSettings(Distance: 8, OutlierZ: 3.5, Folds: 5, Seed: 1), labelCheck: null, new CheckProgress(TextWriter.Null, interactive: false), TestContext.Current.CancellationToken);
}
