using EdgeResNet.Shared.Data;
using SkiaSharp;

namespace EdgeResNet.Tests.Data;

public sealed class ContentSplitTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ContentSplitTest()
    {
        Pictures("ant", 0, 60);
        Pictures("bee", 100, 40);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_training_holdout_is_halved_into_comparison_and_choice_without_overlap()
    {
        DataSplits trained = Open();
        DataSplits retrained = Reopen();
        Assert.Equal(Names(trained.Validation), Names(retrained.Test!).Concat(Names(retrained.Validation)).Order(StringComparer.Ordinal)); // both are unknown to the parent
        Assert.Equal(Names(trained.Train), Names(retrained.Train));
        Assert.Empty(retrained.KnownChoices);
        Assert.Equal(100, Names(retrained.Train).Concat(Names(retrained.Validation)).Concat(Names(retrained.Test!)).Distinct().Count());
        Assert.Equal(100, retrained.Train.Count + retrained.Validation.Count + retrained.Test!.Count);
        Assert.InRange(retrained.Test.Count, 4, 18); // a tenth of 100, by chance
        Assert.InRange(retrained.Validation.Count, 4, 18);
        foreach (IImageSet part in new[] { retrained.Train, retrained.Validation, retrained.Test })
        {
            Assert.Equal([0, 1], Enumerable.Range(0, part.Count).Select(part.Label).Distinct());
        }
    }

    [Fact]
    public void Added_or_renamed_pictures_move_no_other_picture()
    {
        DataSplits before = Reopen();
        string[] held = Names(before.Test!);
        string[] trained = [.. Names(before.Train), .. Names(before.Validation)];
        Pictures("ant", 1000, 50);
        Pictures("cat", 2000, 30);
        DataSplits after = Reopen();
        Assert.Empty(Names(after.Test!).Intersect(trained));
        Assert.Superset(held.ToHashSet(), Names(after.Test!).ToHashSet());
        Assert.Equal(Names(before.Train).Order(), Names(after.Train).Intersect(trained).Order());
        Assert.NotEqual(before.HoldoutSha256, after.HoldoutSha256);

        File.Move(Path.Combine(folder["d"], held[0]), Path.Combine(folder["d"], Path.GetDirectoryName(held[0])!, "renamed.png"));
        DataSplits renamed = Reopen();
        Assert.Contains(Names(renamed.Test!), name => name.EndsWith("renamed.png", StringComparison.Ordinal));
        Assert.Equal(after.HoldoutSha256, renamed.HoldoutSha256);
    }

    [Fact]
    public void Copies_stay_together_and_another_seed_holds_out_others()
    {
        foreach (string file in Directory.GetFiles(folder["d/ant"]))
        {
            File.Copy(file, file.Replace(".png", "-copy.png", StringComparison.Ordinal));
        }

        DataSplits data = Reopen();
        Assert.All(Names(data.Test!).Where(name => name.StartsWith("ant/", StringComparison.Ordinal)), name =>
            Assert.Contains(name.Contains("-copy", StringComparison.Ordinal) ? name.Replace("-copy", "", StringComparison.Ordinal) : name.Replace(".png", "-copy.png", StringComparison.Ordinal), Names(data.Test!)));
        Assert.NotEqual(Names(data.Test!), Names(Reopen(seed: 2).Test!));
    }

    [Fact]
    public void A_small_class_has_one_picture_per_part_or_is_refused()
    {
        Pictures("cat", 500, 3);
        DataSplits data = Reopen();
        Assert.All(new[] { data.Train, data.Validation, data.Test! }, part => Assert.Equal(1, Enumerable.Range(0, part.Count).Count(i => part.Label(i) == 2)));
        string[] held = Names(Open().Validation);
        Assert.Equal(["cat"], data.KnownChoices); // a single cat is held out, which is compared on
        Assert.All(Names(data.Test!), name => Assert.Contains(name, held));
        Assert.Equal(["cat"], Names(data.Validation).Except(held).Select(Path.GetDirectoryName));
        File.Delete(Directory.GetFiles(folder["d/cat"])[0]);
        Assert.Contains("class 'cat' has 2 pictures; at least 3", Assert.Throws<InputException>(() => Reopen()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 3, 1, 1)]
    [InlineData(100, 6, 1, 1)]
    [InlineData(2, 12, 1, 3)]
    [InlineData(2, 5, 1, 1)]
    [InlineData(3, 2, 1, 1)]
    [InlineData(2, 40, 1, 12)]
    public void Each_class_keeps_pictures_on_both_sides_with_every_seed(int classes, int each, int fewest, int most)
    {
        FolderImageSet set = Contents("many", classes, each);
        for (int seed = 0; seed < 40; seed++)
        {
            (int[] held, int[] rest) = new ContentSplit(set, seed, TestContext.Current.CancellationToken).Parts(0.2);
            Assert.Equal(Enumerable.Range(0, set.Count), held.Concat(rest).Order());
            int[] counts = new int[classes];
            foreach (int index in held)
            {
                counts[set.Label(index)]++;
            }

            Assert.All(counts, count => Assert.InRange(count, fewest, most));
        }
    }

    [Fact]
    public void Shares_are_a_fifth_and_larger_classes_keep_their_sides_when_pictures_are_added()
    {
        FolderImageSet small = Contents("grown", classes: 5, each: 150);
        FolderImageSet large = Contents("grown", classes: 5, each: 300);
        int all = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            string[] before = Held(small, seed);
            string[] after = Held(large, seed);
            Assert.Equal(before, after.Where(small.Files.Contains));
            all += before.Length;
        }

        Assert.InRange(all / 10.0 / small.Count, 0.17, 0.23);

        string[] Held(FolderImageSet set, int seed) => [.. new ContentSplit(set, seed, TestContext.Current.CancellationToken).Parts(0.2).HeldOut.Select(index => set.Files[index]).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Copies_never_take_the_pictures_to_learn_from()
    {
        FolderImageSet set = Contents("copies", classes: 2, each: 3);
        string[] files = [.. set.Files, .. Enumerable.Range(0, 9).Select(i => folder[$"copies/copy{i}"])];
        for (int i = 0; i < 9; i++)
        {
            File.Copy(set.Files[0], folder[$"copies/copy{i}"]);
        }

        FolderImageSet copied = new("copied", files, [.. set.Labels, .. Enumerable.Repeat(0, 9)], set.Classes);
        for (int seed = 0; seed < 40; seed++)
        {
            (int[] held, int[] rest) = new ContentSplit(copied, seed, TestContext.Current.CancellationToken).Parts(0.2);
            Assert.InRange(held.Count(index => copied.Label(index) == 0), 1, 2);
            Assert.Contains(0, rest);
        }
    }

    [Fact]
    public void Pictures_of_val_are_halved_near_their_middle()
    {
        Directory.CreateDirectory(folder["whole"]);
        Directory.Move(folder["d"], folder["whole/train"]);
        Pictures("ant", 5000, 40, "whole/val");
        Pictures("bee", 5100, 40, "whole/val");
        Assert.InRange(DataSource.OpenForRetraining($"folder:{folder["whole"]}", heldOutShare: null, seed: 1, TestContext.Current.CancellationToken).Test!.Count, 28, 52); // of 80
    }

    [Fact]
    public void A_hand_split_folder_uses_its_own_val_for_comparison_and_choice()
    {
        Directory.CreateDirectory(folder["whole"]);
        Directory.Move(folder["d"], folder["whole/train"]);
        Pictures("ant", 3000, 4, "whole/val");
        Pictures("bee", 3010, 4, "whole/val");
        DataSplits data = DataSource.OpenForRetraining($"folder:{folder["whole"]}", heldOutShare: null, seed: 1, TestContext.Current.CancellationToken);
        Assert.Equal(("whole/holdout", "whole/val"), (data.Test!.Name, data.Validation.Name));
        string[] val = [.. Directory.GetFiles(folder["whole/val"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder["d"], path)).Order(StringComparer.Ordinal)];
        Assert.Equal(val, Names(data.Test).Concat(Names(data.Validation)).Order(StringComparer.Ordinal));
        Assert.All(new[] { data.Test, data.Validation }, half => Assert.Equal([0, 1], Enumerable.Range(0, half.Count).Select(half.Label).Distinct()));
        Assert.Equal(100, data.Train.Count);
        Assert.Empty(data.KnownChoices);
        Assert.Equal(data.HoldoutSha256, DataSource.OpenForRetraining($"folder:{folder["whole"]}", heldOutShare: null, seed: 1, TestContext.Current.CancellationToken).HoldoutSha256);

        foreach (string one in Directory.GetFiles(folder["whole/val/bee"])[1..])
        {
            File.Delete(one);
        }

        DataSplits single = DataSource.OpenForRetraining($"folder:{folder["whole"]}", heldOutShare: null, seed: 1, TestContext.Current.CancellationToken); // one bee cannot be halved
        Assert.Equal(("whole/val", 5), (single.Test!.Name, single.Test.Count));
        Assert.Equal(100, single.Train.Count + single.Validation.Count);
        Assert.Equal(["ant", "bee"], single.KnownChoices);

        Directory.Move(folder["whole/val"], folder["whole/test"]);
        DataSplits tested = DataSource.OpenForRetraining($"folder:{folder["whole"]}", heldOutShare: null, seed: 1, TestContext.Current.CancellationToken);
        Assert.Equal(("whole/test", 5), (tested.Test!.Name, tested.Test.Count));
    }

    [Fact]
    public void Labels_keep_the_models_order_and_new_classes_follow()
    {
        Pictures("t_shirt", 4000, 10);
        IReadOnlyList<string> labels = ClassOrder.Grow(["t/shirt", "dog", "bee"], ["ant", "bee", "t_shirt"]);
        Assert.Equal(["t/shirt", "dog", "bee", "ant"], labels);
        DataSplits data = Reopen().InOrderOf(labels);
        Assert.Same(labels, data.Train.Classes);
        Assert.Equal([0, 2, 3], Enumerable.Range(0, data.Train.Count).Select(data.Train.Label).Distinct().Order());
        Assert.All(Enumerable.Range(0, data.Test!.Count), i => Assert.Equal(Path.GetFileName(Path.GetDirectoryName(data.Test.Origin(i))), labels[data.Test.Label(i)].Replace('/', '_')));
        Assert.Equal(["ant", "bee", "t_shirt"], Reopen().InOrderOf(["ant", "bee"]).Train.Classes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_balanced_epoch_shows_classes_equally_often_and_repeats_by_seed(long seed)
    {
        int[] labels = [.. Enumerable.Repeat(0, 90), .. Enumerable.Repeat(3, 7), .. Enumerable.Repeat(1, 23)];
        int[] order = Order.Balanced(labels, seed, epoch: 2);
        Assert.Equal(labels.Length, order.Length);
        Assert.All(order.Chunk(3), round => Assert.Equal([0, 1, 3], round.Select(i => labels[i]).Order()));
        Assert.All(order.GroupBy(i => i).Where(uses => labels[uses.Key] == 3), uses => Assert.InRange(uses.Count(), 5, 6)); // 40 of 7
        Assert.Equal(40, order.Where(i => labels[i] == 0).Distinct().Count());
        Assert.Equal(order, Order.Balanced(labels, seed, epoch: 2));
        Assert.NotEqual(order, Order.Balanced(labels, seed, epoch: 3));
        Assert.NotEqual(order, Order.Balanced(labels, seed + 1, epoch: 2));
    }

    /// <summary>Files with different contents; those of fewer are among those of more.</summary>
    private FolderImageSet Contents(string name, int classes, int each)
    {
        Directory.CreateDirectory(folder[name]);
        (int Label, string File)[] files = [.. Enumerable.Range(0, classes).SelectMany(label => Enumerable.Range(0, each).Select(i => (label, folder[$"{name}/{label}-{i}"])))];
        foreach ((_, string file) in files)
        {
            File.WriteAllText(file, Path.GetFileName(file));
        }

        return new FolderImageSet(name, [.. files.Select(each => each.File)], [.. files.Select(each => each.Label)], [.. Enumerable.Range(0, classes).Select(label => $"c{label}")]);
    }

    private DataSplits Open(long seed = 1) => DataSource.Open($"folder:{folder["d"]}", seed);

    private DataSplits Reopen(long seed = 1) => DataSource.OpenForRetraining($"folder:{folder["d"]}", heldOutShare: null, seed);

    private string[] Names(IImageSet set) => [.. Enumerable.Range(0, set.Count).Select(i => Path.GetRelativePath(folder["d"], set.Origin(i)))];

    private void Pictures(string name, int first, int count, string where = "d")
    {
        Directory.CreateDirectory(folder[$"{where}/{name}"]);
        for (int i = first; i < first + count; i++)
        {
            using SKBitmap bitmap = new(4, 4);
            bitmap.Erase(new SKColor((uint)i | 0xFF000000));
            using FileStream file = File.Create(folder[$"{where}/{name}/{i:D4}.png"]);
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        }
    }
}
