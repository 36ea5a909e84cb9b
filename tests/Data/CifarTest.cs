using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Tests.Data;

/// <summary>The binary readers, on files in the layout of the data sets' page.</summary>
public sealed class CifarTest : IDisposable
{
    private const int Plane = Cifar.Size * Cifar.Size;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Cifar10_is_read_from_six_files_with_planes_interleaved()
    {
        WriteTen(folder.Path, picturesPerFile: 20);
        DataSplits data = Cifar.Open(Cifar.Ten, folder.Path, validationShare: 0.1, seed: 1);
        Assert.Equal((90, 10, 20), (data.Train.Count, data.Validation.Count, data.Test!.Count));
        Assert.Equal(("rgb", 32), (data.Color, data.Size));
        Assert.Equal("class3", data.Train.Classes[3]);
        Assert.Equal(("cifar10/train", "cifar10/validation", "cifar10/test"), (data.Train.Name, data.Validation.Name, data.Test.Name));
        Assert.All(Enumerable.Range(0, 10), label => Assert.Single(Enumerable.Range(0, 10), i => data.Validation.Label(i) == label));
        byte[] pixels = Read(data.Test, 7);
        Assert.Equal(7, data.Test.Label(7));
        for (int i = 0; i < Plane; i++)
        {
            Assert.Equal([Red(7, i), Green(7, i), Blue(7, i)], pixels[(3 * i)..(3 * i + 3)]);
        }
    }

    [Fact]
    public void The_archives_inner_folder_is_found()
    {
        WriteTen(folder["cifar-10-batches-bin"], picturesPerFile: 20);
        Assert.Equal(20, Cifar.Open(Cifar.Ten, folder.Path, validationShare: 0.1, seed: 1).Test!.Count);
    }

    [Fact]
    public void Cifar100_uses_the_second_byte_as_fine_label()
    {
        File.WriteAllBytes(folder["train.bin"], [.. Enumerable.Range(0, 200).SelectMany(i => Record(i, [(byte)(i % 20), (byte)(i % 100)]))]);
        File.WriteAllBytes(folder["test.bin"], [.. Enumerable.Range(0, 100).SelectMany(i => Record(i, [(byte)(i % 20), (byte)(99 - i)]))]);
        File.WriteAllLines(folder["fine_label_names.txt"], Enumerable.Range(0, 100).Select(i => $"fine{i}"));
        DataSplits data = Cifar.Open(Cifar.Hundred, folder.Path, validationShare: 0.5, seed: 1);
        Assert.Equal((100, 100, 100), (data.Train.Count, data.Validation.Count, data.Test!.Count));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => 99 - i), Enumerable.Range(0, 100).Select(data.Test.Label));
        Assert.Equal("fine99", data.Test.Classes[data.Test.Label(0)]);
    }

    [Theory]
    [InlineData("cifar10")]
    [InlineData("cifar100")]
    public void A_missing_file_is_named_with_its_download_address(string kind)
    {
        InputException error = Assert.Throws<InputException>(() => DataSource.Open($"{kind}:{folder.Path}", seed: 1, stop: TestContext.Current.CancellationToken));
        Assert.Contains(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains("is missing", error.Message, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => DataSource.Open(kind, seed: 1, stop: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Truncated_files_bad_labels_and_wrong_names_are_refused_by_file()
    {
        WriteTen(folder.Path, picturesPerFile: 20);
        string file = folder["data_batch_2.bin"];
        byte[] good = File.ReadAllBytes(file);
        File.WriteAllBytes(file, good[..^1]);
        Assert.Contains("not a multiple of the record size", Refusal(file), StringComparison.Ordinal);

        byte[] bad = [.. good];
        bad[5 * (1 + (3 * Plane))] = 10;
        File.WriteAllBytes(file, bad);
        Assert.Contains("label 10 in record 5", Refusal(file), StringComparison.Ordinal);

        File.WriteAllBytes(file, good);
        File.WriteAllLines(folder["batches.meta.txt"], ["only", "two"]);
        Assert.Contains("expected 10", Refusal(folder["batches.meta.txt"]), StringComparison.Ordinal);
    }

    private static byte Red(int picture, int i) => (byte)((3 * picture) + i);

    private static byte Green(int picture, int i) => (byte)((5 * picture) + (2 * i));

    private static byte Blue(int picture, int i) => (byte)((7 * picture) + (3 * i));

    private static void WriteTen(string directory, int picturesPerFile)
    {
        Directory.CreateDirectory(directory);
        byte[] content = [.. Enumerable.Range(0, picturesPerFile).SelectMany(i => Record(i, [(byte)(i % 10)]))];
        foreach (string file in (string[])["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"])
        {
            File.WriteAllBytes(Path.Combine(directory, file), content);
        }

        File.WriteAllText(Path.Combine(directory, "batches.meta.txt"), string.Join('\n', Enumerable.Range(0, 10).Select(i => $"class{i}")) + "\n\n"); // the published one ends in an empty line
    }

    private static byte[] Record(int picture, byte[] labels) =>
        [.. labels, .. Enumerable.Range(0, Plane).Select(i => Red(picture, i)), .. Enumerable.Range(0, Plane).Select(i => Green(picture, i)), .. Enumerable.Range(0, Plane).Select(i => Blue(picture, i))];

    private static byte[] Read(IImageSet set, int index)
    {
        InputSpec input = new() { Color = "rgb", Height = Cifar.Size, Width = Cifar.Size, Mean = [0, 0, 0], Std = [1, 1, 1] };
        byte[] pixels = new byte[3 * Plane];
        set.Read(index, new Preprocessor(input), pixels);
        return pixels;
    }

    private string Refusal(string file)
    {
        string message = Assert.Throws<InputException>(() => Cifar.Open(Cifar.Ten, folder.Path, validationShare: 0.1, seed: 1)).Message;
        Assert.Contains(file, message, StringComparison.Ordinal);
        return message;
    }
}
