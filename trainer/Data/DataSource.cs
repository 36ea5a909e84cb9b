using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Trainer.Data;

/// <summary>A data set, divided.</summary>
/// <param name="Train">What the weights are fitted to.</param>
/// <param name="Validation">What the choice of checkpoint and settings is made on.</param>
/// <param name="Test">What neither ever saw; null where the data has none.</param>
/// <param name="Color"><c>gray</c> or <c>rgb</c>.</param>
/// <param name="License">Licence of the pictures, as far as known.</param>
internal sealed record DataSplits(IImageSet Train, IImageSet Validation, IImageSet? Test, string Color, string License)
{
    /// <summary>What reported accuracy is measured on: the test set, or the validation set where there is none.</summary>
    public IImageSet Reported => Test ?? Validation;

    /// <summary>Pixels a side where all pictures have one size; absent where each has its own.</summary>
    public int? Size { get; init; }
}

/// <summary>Opens what <c>--data</c> names.</summary>
internal static class DataSource
{
    /// <summary>What <c>--data</c> takes.</summary>
    public const string Forms = "fashion-mnist[:DIR], cifar10:DIR, cifar100:DIR or folder:DIR";

    /// <summary>Pictures held out of Fashion-MNIST's 60,000 for validation.</summary>
    public const int FashionValidation = 2500;

    /// <summary>Opens pictures whose labels do not matter: all of a folder in any depth, or the reported ones of a known data set.</summary>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken, or holds no picture.</exception>
    public static IImageSet OpenUnlabelled(string data, long seed) =>
        data.StartsWith("folder:", StringComparison.Ordinal) && data.Length > "folder:".Length
            ? FolderData.OpenUnlabelled(data["folder:".Length..])
            : Open(data, seed).Reported;

    /// <summary>Opens one of <see cref="Forms"/>; splits that the data lacks are cut by <paramref name="seed"/>.</summary>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken.</exception>
    public static DataSplits Open(string data, long seed)
    {
        string kind = data.Split(':', 2)[0];
        string? folder = data.Contains(':', StringComparison.Ordinal) ? data[(kind.Length + 1)..] : null;
        return (kind, folder) switch
        {
            ("fashion-mnist", "") => throw new UsageException("--data fashion-mnist: has an empty folder; write fashion-mnist or fashion-mnist:DIR"),
            ("fashion-mnist", _) => FashionMnist.Open(folder, FashionValidation, seed),
            ("cifar10", { Length: > 0 }) => Cifar.Open(Cifar.Ten, folder, Cifar.Validation, seed),
            ("cifar100", { Length: > 0 }) => Cifar.Open(Cifar.Hundred, folder, Cifar.Validation, seed),
            ("folder", { Length: > 0 }) => FolderData.Open(folder, seed),
            _ => throw new UsageException($"--data {data}: is no data set; expected {Forms}"),
        };
    }
}
