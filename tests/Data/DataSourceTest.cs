using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Trainer.Data;
using SkiaSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Data;

public sealed class DataSourceTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("data").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Fashion_MNIST_takes_validation_from_training_and_leaves_the_test_set()
    {
        Assert.SkipUnless(Directory.Exists(FashionMnist.DebianFolder), "the Debian package dataset-fashion-mnist is not installed");
        DataSplits data = DataSource.Open("fashion-mnist", seed: 1, stop: TestContext.Current.CancellationToken);
        Assert.Equal(57_500, data.Train.Count);
        Assert.Equal(2_500, data.Validation.Count);
        Assert.Equal(10_000, data.Test!.Count);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal(250, Enumerable.Range(0, 2_500).Count(i => data.Validation.Label(i) == label)));
        Assert.Equal("Ankle boot", data.Test.Classes[data.Test.Label(0)]); // the first test picture, as published
        Assert.Empty(Origins(data.Train).Intersect(Origins(data.Validation)));
    }

    [Fact]
    public void A_requested_holdout_share_is_the_same_for_the_trained_model()
    {
        Assert.SkipUnless(Directory.Exists(FashionMnist.DebianFolder), "the Debian package dataset-fashion-mnist is not installed");
        DataSplits data = DataSource.Open("fashion-mnist", seed: 3, validationShare: 0.1, stop: TestContext.Current.CancellationToken);
        Assert.Equal((54_000, 6_000, 10_000), (data.Train.Count, data.Validation.Count, data.Test!.Count));
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal(600, Enumerable.Range(0, 6_000).Count(i => data.Validation.Label(i) == label)));
        Assert.Empty(Origins(data.Train).Intersect(Origins(data.Validation)));
        TrainingSpec training = new(JsonSerializer.SerializeToElement(new { validation_share = 0.1 }), 3, "none", "test", "none");
        Assert.Equal(Origins(data.Validation), Origins(DataSource.OpenAsTrained("fashion-mnist", training, TestContext.Current.CancellationToken).Validation));
    }

    [Fact]
    public void A_missing_fashion_mnist_says_how_to_install_it()
    {
        InputException error = Assert.Throws<InputException>(() => DataSource.Open($"fashion-mnist:{folder}", seed: 1, stop: TestContext.Current.CancellationToken));
        Assert.Contains("apt-get install dataset-fashion-mnist", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_train_and_val_keeps_its_split_and_sorts_classes()
    {
        Pictures("train/cat", 3);
        Pictures("train/ant", 2);
        Pictures("val/cat", 1);
        Pictures("val/ant", 1);
        DataSplits data = DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken);
        Assert.Equal(["ant", "cat"], data.Train.Classes);
        Assert.Equal([0, 0, 1, 1, 1], Enumerable.Range(0, 5).Select(data.Train.Label));
        Assert.Equal(2, data.Validation.Count);
        Assert.Null(data.Test);
    }

    [Fact]
    public void A_folder_without_splits_is_split_by_seed_in_every_class()
    {
        Pictures("a", 10);
        Pictures("b", 5);
        DataSplits one = DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken);
        DataSplits again = DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken);
        DataSplits other = DataSource.Open($"folder:{folder}", seed: 2, stop: TestContext.Current.CancellationToken);
        Assert.Equal(Origins(one.Validation), Origins(again.Validation));
        Assert.NotEqual(Origins(one.Validation), Origins(other.Validation));
        Assert.Equal(15, Origins(one.Train).Union(Origins(one.Validation)).Count());
        Assert.Equal([0, 1], Enumerable.Range(0, one.Validation.Count).Select(one.Validation.Label).Distinct().Order());
    }

    [Fact]
    public void A_class_with_one_picture_is_learned_and_named()
    {
        Pictures("a", 4);
        Pictures("b", 1);
        DataSplits data = DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken);
        Assert.Contains(1, Enumerable.Range(0, data.Train.Count).Select(data.Train.Label));
        Assert.DoesNotContain(1, Enumerable.Range(0, data.Validation.Count).Select(data.Validation.Label));
        Assert.StartsWith("b: only one picture", Assert.Single(data.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_without_a_second_picture_cannot_be_split()
    {
        Pictures("a", 1);
        Pictures("b", 1);
        Assert.Contains("no class has a second picture", Assert.Throws<InputException>(() => DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_to_a_folder_works_without_its_kind()
    {
        Pictures("a", 4);
        Pictures("b", 4);
        Assert.Equal(DataSource.FolderOf($"folder:{folder}"), DataSource.FolderOf(folder));
        Assert.Equal(
            Origins(DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken).Train),
            Origins(DataSource.Open(folder, seed: 1, stop: TestContext.Current.CancellationToken).Train));
        Assert.Contains("no such folder", Assert.Throws<InputException>(() => DataSource.Open("../nowhere", seed: 1, stop: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Null(DataSource.FolderOf("cifar10:../photos"));
        Assert.Null(DataSource.FolderOf("fashion-mnist"));
    }

    [Fact]
    public void An_unknown_class_in_val_is_named()
    {
        Pictures("train/a", 1);
        Pictures("train/b", 1);
        Pictures("val/c", 1);
        InputException error = Assert.Throws<InputException>(() => DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken));
        Assert.Contains("'c'", error.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(folder, "val", "c"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\u001b[31mb", @"a\u001b[31mb")]
    [InlineData("a\nb", @"a\u000ab")]
    [InlineData("a\u202eb", @"a\u202eb")]
    public void A_class_name_with_control_characters_is_refused_and_escaped(string name, string shown)
    {
        Pictures(name, 2);
        Pictures("b", 2);
        string message = Assert.Throws<InputException>(() => DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken)).Message;
        Assert.Contains($"{shown}: the class name contains a control character; rename the folder", message, StringComparison.Ordinal);
        Assert.True(Printable.Is(message));
    }

    [Fact]
    public void An_empty_class_folder_is_named()
    {
        Pictures("train/a", 1);
        Directory.CreateDirectory(Path.Combine(folder, "train/b"));
        InputException error = Assert.Throws<InputException>(() => DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken));
        Assert.Contains(Path.Combine(folder, "train/b"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(0)]
    public void An_unreadable_picture_is_named_before_training(long largestInMemory)
    {
        Pictures("train/a", 2);
        Pictures("train/b", 1);
        string broken = Path.Combine(folder, "train/b/broken.jpg");
        File.WriteAllText(broken, "no picture");
        DataSplits data = DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken);
        IImageSet all = Origins(data.Train).Contains(broken) ? data.Train : data.Validation;
        InputException error = Assert.Throws<InputException>(() => BatchSource.Open(all, Rgb(8), CPU, largestInMemory, stop: TestContext.Current.CancellationToken));
        Assert.Contains(broken, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Streaming_gives_the_same_batches_as_memory_from_any_start()
    {
        Pictures("train/a", 7);
        Pictures("train/b", 6);
        Pictures("val/a", 1);
        Pictures("val/b", 1);
        IImageSet train = DataSource.Open($"folder:{folder}", seed: 1, stop: TestContext.Current.CancellationToken).Train;
        int[] order = Order.Epoch(train.Count, seed: 5, epoch: 0);
        using IDisposable scope = NewDisposeScope();
        using IBatchSource stored = BatchSource.Open(train, Rgb(8), CPU, stop: TestContext.Current.CancellationToken);
        using IBatchSource streamed = BatchSource.Open(train, Rgb(8), CPU, largestInMemory: 0, stop: TestContext.Current.CancellationToken);
        Assert.IsType<StoredBatches>(stored);
        Assert.IsType<StreamedBatches>(streamed);
        Batch[] expected = [.. stored.Batches(order, size: 4)];
        Batch[] actual = [.. streamed.Batches(order, size: 4, first: 1)];
        Assert.Equal(4, expected.Length); // 4 + 4 + 4 + 1
        Assert.Equal(3, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.True(expected[i + 1].Images.Equals(actual[i].Images));
            Assert.True(expected[i + 1].Labels.Equals(actual[i].Labels));
        }

        Preprocessor preprocessor = new(Rgb(8));
        byte[] pixels = new byte[8 * 8 * 3];
        train.Read(order[0], preprocessor, pixels);
        Assert.Equal(pixels, expected[0].Images[0].permute(1, 2, 0).contiguous().data<byte>().ToArray());
    }

    [Fact]
    public void The_order_repeats_by_seed_and_differs_between_epochs()
    {
        Assert.Equal(Order.Epoch(100, 1, 3), Order.Epoch(100, 1, 3));
        Assert.NotEqual(Order.Epoch(100, 1, 3), Order.Epoch(100, 1, 4));
        Assert.NotEqual(Order.Epoch(100, 1, 3), Order.Epoch(100, 2, 3));
        Assert.Equal(Enumerable.Range(0, 100), Order.Epoch(100, 1, 3).Order());
    }

    [Theory]
    [InlineData("imagenet")]
    [InlineData("folder")]
    [InlineData("folder:")]
    public void An_unknown_data_kind_is_a_usage_error(string text) => Assert.Throws<UsageException>(() => DataSource.Open(text, seed: 1, stop: TestContext.Current.CancellationToken));

    private static InputSpec Rgb(int size) => new() { Color = "rgb", Height = size, Width = size, Mean = [0, 0, 0], Std = [1, 1, 1] };

    private static string[] Origins(IImageSet set) => [.. Enumerable.Range(0, set.Count).Select(set.Origin)];

    private void Pictures(string where, int count)
    {
        string directory = Directory.CreateDirectory(Path.Combine(folder, where)).FullName;
        for (int i = 0; i < count; i++)
        {
            using SKBitmap bitmap = new(9, 7);
            bitmap.Erase(new SKColor((byte)(20 * i), (byte)(where.Length * 9), 200));
            using FileStream file = File.Create(Path.Combine(directory, $"{i:D2}.png"));
            bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
        }
    }
}
