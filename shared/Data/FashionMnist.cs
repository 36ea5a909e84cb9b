using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): 28×28 grey pictures of ten kinds of clothing, 60,000 for training and 10,000 for test.</summary>
internal static class FashionMnist
{
    /// <summary>Folder of Debian's package <c>dataset-fashion-mnist</c>.</summary>
    public const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    /// <summary>Pixels a side.</summary>
    public const int Size = 28;

    /// <summary>Licence of the pictures.</summary>
    public const string License = "MIT (Zalando SE)";

    /// <summary>Class names in the order of the labels (the data set's README).</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    private const double UsualValidationShare = 2500.0 / 60_000;

    /// <summary>Opens both sets. Cuts the validation set out of the training set, class by class, by <paramref name="seed"/>.</summary>
    /// <param name="folder">Has the four files; null for Debian's.</param>
    /// <param name="validationShare">Share to hold out; null for 2,500 of the 60,000.</param>
    /// <param name="seed">Chooses the pictures.</param>
    /// <exception cref="InputException">Files are missing or broken.</exception>
    public static DataSplits Open(string? folder, double? validationShare, long seed)
    {
        ArrayImageSet all = OpenSet(folder, "train", "train");
        (IImageSet train, IImageSet held) = Subset.Split(all, (int)Math.Round(all.Count * (validationShare ?? UsualValidationShare)), seed, "train", "validation");
        return new DataSplits(train, held, OpenSet(folder, "t10k", "test"), "gray", License) { Size = Size };
    }

    private static ArrayImageSet OpenSet(string? folder, string prefix, string split)
    {
        string images = Find(folder, $"{prefix}-images-idx3-ubyte");
        string labels = Find(folder, $"{prefix}-labels-idx1-ubyte");
        (int[] size, byte[] pixels) = IdxFile.Read(images, rank: 3);
        (int[] count, byte[] classes) = IdxFile.Read(labels, rank: 1);
        if (size[0] != count[0])
        {
            throw new InputException($"{labels}: {count[0]} labels for the {size[0]} pictures of {images}");
        }

        int wrong = classes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(Classes.Count - 1));
        if (wrong >= 0)
        {
            throw new InputException($"{labels}: label {classes[wrong]} at position {wrong}; expected 0 to {Classes.Count - 1}");
        }

        return new ArrayImageSet($"fashion-mnist/{split}", images, pixels, size[1], size[2], PixelFormat.Gray8, classes, Classes);
    }

    private static string Find(string? folder, string name)
    {
        string directory = folder ?? DebianFolder;
        foreach (string candidate in new[] { Path.Combine(directory, name + ".gz"), Path.Combine(directory, name) })
        {
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        string advice = folder is null
            ? "install it with: apt-get install dataset-fashion-mnist"
            : "give the folder that holds the four IDX files, or install them with: apt-get install dataset-fashion-mnist";
        throw new InputException($"fashion-mnist: {Path.Combine(directory, name)}.gz is missing; {advice}");
    }
}
