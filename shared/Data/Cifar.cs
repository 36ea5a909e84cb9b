using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>CIFAR-10 and CIFAR-100 (Krizhevsky, 2009): 32×32 colour pictures, 50,000 for training and 10,000 for test.</summary>
internal static class Cifar
{
    /// <summary>Pixels a side.</summary>
    public const int Size = 32;

    /// <summary>CIFAR-10.</summary>
    public static readonly CifarLayout Ten = new(
        "cifar10",
        "cifar-10-batches-bin",
        ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"],
        "test_batch.bin",
        "batches.meta.txt",
        LabelBytes: 1,
        ClassCount: 10);

    /// <summary>CIFAR-100, with its fine classes.</summary>
    public static readonly CifarLayout Hundred = new("cifar100", "cifar-100-binary", ["train.bin"], "test.bin", "fine_label_names.txt", LabelBytes: 2, ClassCount: 100);

    private const double UsualValidationShare = 2500.0 / 50_000;
    private const int Plane = Size * Size;

    /// <summary>Opens both sets. Cuts the validation set out of the training set, class by class, by <paramref name="seed"/>.</summary>
    /// <param name="layout">Which of the two.</param>
    /// <param name="folder">Has the binary version's files, or the archive's folder with them.</param>
    /// <param name="validationShare">Share to hold out; null for 2,500 of the 50,000.</param>
    /// <param name="seed">Chooses the pictures.</param>
    /// <exception cref="InputException">Files are missing or broken.</exception>
    public static DataSplits Open(CifarLayout layout, string folder, double? validationShare, long seed)
    {
        string inside = Path.Combine(folder, layout.Folder);
        string directory = Directory.Exists(inside) ? inside : folder;
        string[] names = ReadNames(layout, Find(layout, directory, layout.NamesFile));
        ArrayImageSet all = ReadSet(layout, directory, layout.TrainFiles, "train", names);
        (IImageSet train, IImageSet held) = Subset.Split(all, (int)Math.Round(all.Count * (validationShare ?? UsualValidationShare)), seed, "train", "validation");
        return new DataSplits(train, held, ReadSet(layout, directory, [layout.TestFile], "test", names), "rgb", "not stated by its author") { Size = Size };
    }

    private static string Find(CifarLayout layout, string directory, string file)
    {
        string path = Path.Combine(directory, file);
        return File.Exists(path)
            ? path
            : throw new InputException($"{layout.Name}: {path} is missing; give the folder with the binary version's files (its archive unpacks to {layout.Folder}; the Python and Matlab versions are not read)");
    }

    private static string[] ReadNames(CifarLayout layout, string path)
    {
        string[] names = [.. RegularFile.ReadText(path).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return names.Length == layout.ClassCount && names.Distinct().Count() == names.Length && names.All(Printable.IsName)
            ? names
            : throw new InputException($"{path}: has {names.Distinct().Count()} different class names; expected {layout.ClassCount}, one a line, without control characters");
    }

    private static ArrayImageSet ReadSet(CifarLayout layout, string directory, IReadOnlyList<string> files, string split, string[] names)
    {
        int record = layout.LabelBytes + (3 * Plane);
        byte[][] contents = [.. files.Select(file => Find(layout, directory, file)).Select(file => RegularFile.ReadBytes(file))];
        for (int i = 0; i < files.Count; i++)
        {
            if (contents[i].Length == 0 || contents[i].Length % record != 0)
            {
                throw new InputException($"{Path.Combine(directory, files[i])}: has {contents[i].Length} bytes, not a multiple of the record size {record}; unpack the archive again");
            }
        }

        int count = contents.Sum(content => content.Length / record);
        byte[] labels = new byte[count];
        byte[] pixels = new byte[count * 3 * Plane];
        int n = 0;
        for (int i = 0; i < files.Count; i++)
        {
            for (int at = 0; at < contents[i].Length; at += record, n++)
            {
                labels[n] = contents[i][at + layout.LabelBytes - 1];
                if (labels[n] >= names.Length)
                {
                    throw new InputException($"{Path.Combine(directory, files[i])}: label {labels[n]} in record {at / record}; expected 0 to {names.Length - 1}: is it {layout.Name}?");
                }

                Interleave(contents[i].AsSpan(at + layout.LabelBytes, 3 * Plane), pixels.AsSpan(n * 3 * Plane, 3 * Plane));
            }
        }

        return new ArrayImageSet($"{layout.Name}/{split}", directory, pixels, Size, Size, PixelFormat.Rgb24, labels, names);
    }

    // The files hold a plane of red, one of green, one of blue.
    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels) // [3, H, W] → [H, W, 3]
    {
        for (int i = 0; i < Plane; i++)
        {
            pixels[3 * i] = planes[i];
            pixels[(3 * i) + 1] = planes[Plane + i];
            pixels[(3 * i) + 2] = planes[(2 * Plane) + i];
        }
    }
}
