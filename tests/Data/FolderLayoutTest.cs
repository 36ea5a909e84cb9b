using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Tests.Build;

namespace EdgeResNet.Tests.Data;

public sealed class FolderLayoutTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("train", "val", "test")]
    [InlineData("Train", "Valid", "Test")]
    [InlineData("TRAINING", "validation", "testing")]
    [InlineData("training", "dev", "TEST")]
    public void Usual_names_of_splits_are_read_in_any_case(string train, string validation, string test)
    {
        Write($"{train}/red/1", $"{train}/blue/1", $"{validation}/red/2", $"{validation}/blue/2", $"{test}/red/3", $"{test}/blue/3", $"{test}/blue/4");
        DataSplits data = FolderData.Open(folder.Path, validationShare: null, seed: 1, TestContext.Current.CancellationToken);
        Assert.Equal((2, 2, 3, true), (data.Train.Count, data.Validation.Count, data.Test!.Count, data.OwnValidation));
        Assert.Equal(["blue", "red"], data.Train.Classes);
        Assert.EndsWith("/val", data.Validation.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'val' and 'valid' both name the split val", "train/a/1", "train/b/1", "val/a/1", "val/b/1", "valid/a/1", "valid/b/1")]
    [InlineData("'Train' and 'train' both name", "train/a/1", "train/b/1", "Train/a/2", "Train/b/2")]
    [InlineData("'blue', 'red' lie beside 'test'", "red/1", "blue/1", "test/red/1")]
    [InlineData("'extra' lies beside 'train', 'val'", "train/a/1", "train/b/1", "val/a/1", "val/b/1", "extra/1")]
    [InlineData("train/test: the class is named like a split", "train/test/1", "train/a/1")]
    [InlineData("give this folder: --data", "photos/a/1", "photos/b/1")]
    [InlineData("give this folder: --data", "images/train/a/1", "images/train/b/1", "images/val/a/1", "labels/train/1.txt")]
    [InlineData("animals: holds no picture itself, only the folders 'cat', 'dog'", "animals/cat/1", "animals/dog/1", "things/car/1")]
    [InlineData("splits come first and classes in them", "red/train/1", "red/val/1", "blue/train/1", "blue/val/1")]
    [InlineData("two folders are named 'cat' but for upper and lower case", "Cat/1", "cat/1", "dog/1")]
    [InlineData("two folders are named 'cat' but for blanks", "cat /1", "cat/1", "dog/1")]
    [InlineData("two folders are named 'caf\u00e9' but for the Unicode form", "caf\u00e9/1", "cafe\u0301/1", "dog/1")]
    [InlineData("has only blanks", " /1", "a/1")]
    [InlineData("has val but no train", "val/a/1", "val/b/1")]
    [InlineData("has 1 class folder; a classifier needs at least 2", "a/1")]
    [InlineData("class 'c' does not exist in train; known are a, b", "train/a/1", "train/b/1", "test/c/1")]
    [InlineData("Validation: has no picture", "train/a/1", "train/b/1", "Validation/a/notes.txt")]
    [InlineData("class 'b' has no picture (.jpg .jpeg .png .webp .bmp .gif); add some or remove the class (passed over: 1 TIFF picture (b/x.tif; convert to JPEG or PNG))", "a/1", "b/x.tif")]
    public void A_layout_that_would_be_misread_is_refused_with_the_reason(string reason, params string[] paths)
    {
        Write(paths);
        string message = Assert.Throws<InputException>(() => FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.StartsWith(folder.Path, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Pictures_below_folders_of_a_class_with_pictures_of_its_own_count_too()
    {
        Write("a/1", "a/more/2", "b/1");
        Assert.Equal(3, FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken).Train.Count);
    }

    [Fact]
    public void Names_that_differ_between_splits_in_case_form_or_blanks_are_one_class_and_said_once()
    {
        Write("train/caf\u00e9/1", "train/Cat/1", "train/dog/1", "val/cafe\u0301/2", "val/cat/2", "val/dog/2", "test/caf\u00e9 /3", "test/Cat/3", "test/dog/3");
        FolderSplits data = FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal(["Cat", "caf\u00e9", "dog"], data.Train.Classes);
        Assert.Equal([0, 1, 2], data.Validation!.Labels.Order());
        Assert.Equal([0, 1, 2], data.Test!.Labels.Order());
        Assert.Equal(
            [
                "train and val write the class 'Cat' differently (upper and lower case); it is read as one",
                "train and val write the class 'caf\u00e9' differently (the Unicode form of their letters); it is read as one",
                "train and test write the class 'caf\u00e9' differently (blanks at their ends); it is read as one",
            ],
            data.Notes.OrderBy(note => note.Contains("and test", StringComparison.Ordinal)).ThenBy(note => note, StringComparer.Ordinal));
    }

    [Fact]
    public void A_label_of_a_folder_by_macOS_is_stored_composed()
    {
        Write("cafe\u0301/1", "dog/1");
        Assert.Equal(["caf\u00e9", "dog"], FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken).Train.Classes);
    }

    [Fact]
    public async Task What_is_passed_over_is_said_in_one_line_with_numbers_for_each_kind()
    {
        Write("a/1", "a/2", "b/1", "b/old.tif", "b/scan.tif", "a/notes.txt", "loose", "README.txt", "docs/manual.txt");
        Directory.Move(folder["docs"], folder["b/docs"]);
        File.CreateSymbolicLink(folder["a/gone.png"], "/nowhere");
        File.CreateSymbolicLink(folder["a/up"], "..");
        Assert.Equal(0, (await Command.RunAsync("mkfifo", [folder["a/x.png"]])).ExitCode);
        FolderSplits data = FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal(3, data.Train.Count);
        Assert.Equal(
            "passed over: 2 TIFF pictures (b/old.tif, …; convert to JPEG or PNG); 1 picture in no class folder (loose.png); 1 broken link (a/gone.png); "
            + "1 link to a folder that is read already (a/up); 1 pipe, socket or device (a/x.png); 2 other files (a/notes.txt, …)",
            Assert.Single(data.Notes));
    }

    [Fact]
    public async Task A_name_that_is_not_UTF_8_is_no_broken_link_and_refused_where_it_may_be_a_class()
    {
        Write("a/1", "b/1", "b/2");
        await Shell("cp b/1.png $'b/\\xe9.png'");
        Assert.Contains("1 file or folder whose name is not UTF-8 (b/\ufffd.png; rename)", Assert.Single(FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken).Notes), StringComparison.Ordinal);
        await Shell("cp -r b $'caf\\xe9'");
        Assert.Contains("caf\ufffd: the name is not UTF-8", Assert.Throws<InputException>(() => FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        await Shell("rm -r $'caf\\xe9' $'b/\\xe9.png'"); // .NET cannot delete them either

        async Task Shell(string line) => Assert.Equal(0, (await Command.RunAsync("bash", ["-c", $"cd '{folder.Path}' && {line}"])).ExitCode);
    }

    [Fact]
    public void Pictures_in_the_order_of_other_labels_are_told_from_changed_ones()
    {
        Write("a/1", "a/2", "b/1", "b/2");
        DataSplits Read() => FolderData.Open(folder.Path, validationShare: null, seed: 1, TestContext.Current.CancellationToken).InOrderOf(["b", "old", "a"]);
        IReadOnlyList<ClassListing> before = ClassListing.Of(Read());
        Assert.Null(ClassListing.Difference(before, ClassListing.Of(Read())));
        File.WriteAllText(folder["a/1.png"], "another");
        Assert.Contains("'a' of ", ClassListing.Difference(before, ClassListing.Of(Read())), StringComparison.Ordinal);
    }

    [Fact]
    public void Link_loops_change_neither_pictures_nor_labels()
    {
        Write([.. Enumerable.Range(0, 12).SelectMany(i => new[] { $"red/{i}", $"blue/{i}" })]);
        FolderSplits before = FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(folder["red/up"], "..");
        File.CreateSymbolicLink(folder["same"], "red");
        FolderSplits after = FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal(24, after.Train.Count);
        Assert.Equal(before.Train.Files, after.Train.Files);
        Assert.Equal(before.Train.Labels, after.Train.Labels);
        Assert.Equal(24, PictureFiles.InFolder(folder.Path, TestContext.Current.CancellationToken).Length);
    }

    [Fact]
    public void A_val_or_test_that_lacks_a_class_is_read_and_the_class_named()
    {
        Write("train/a/1", "train/b/1", "train/c/1", "val/a/2", "val/b/2", "test/a/3");
        Directory.CreateDirectory(folder["test/b"]);
        FolderSplits data = FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal((3, 2, 1), (data.Train.Count, data.Validation!.Count, data.Test!.Count));
        Assert.Equal(["val has no picture of c: that class is learned, but not measured there", "test has no picture of b, c: these classes are learned, but not measured there"], data.Notes);
    }

    /// <summary>Writes files; a name without an extension is a picture.</summary>
    private void Write(params string[] paths)
    {
        foreach (string path in paths)
        {
            string file = folder[Path.HasExtension(path) ? path : $"{path}.png"];
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, path.EndsWith(".tif", StringComparison.Ordinal) ? [.. "II*"u8, 0, 8, 0, 0, 0] : System.Text.Encoding.UTF8.GetBytes(path));
        }
    }
}
