using System.Text.Json;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Data;

/// <summary>Opens the data of <c>--data</c>.</summary>
internal static class DataSource
{
    /// <summary>The forms of <c>--data</c>.</summary>
    public const string Forms = "fashion-mnist[:DIR], cifar10:DIR, cifar100:DIR or folder:DIR";

    /// <summary>The text before the colon.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["fashion-mnist", "cifar10", "cifar100", "folder"];

    private const string FolderForm = "folder:";
    private const string ValidationShareKey = "validation_share"; // of a recipe

    /// <summary>The DIR of <c>folder:DIR</c>; null for other texts.</summary>
    public static string? FolderOf(string data) => data.StartsWith(FolderForm, StringComparison.Ordinal) && data.Length > FolderForm.Length ? data[FolderForm.Length..] : null;

    /// <summary>Opens pictures without labels: all of a folder in any depth, or the reported ones of a known data set.</summary>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken, or has no picture.</exception>
    public static IImageSet OpenUnlabelled(string data, long seed) =>
        FolderOf(data) is string folder
            ? FolderData.OpenUnlabelled(folder)
            : Open(data, seed).Reported;

    /// <summary>Opens the data of a model with its splits, and with its labels as classes where the data has no others.</summary>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken.</exception>
    public static DataSplits OpenAsTrained(string data, EmbeddedCard card) => OpenAsTrained(data, card.Training).InOrderOf(card.Output.Labels);

    /// <summary>Opens the data of a model with the splits of its training: its own seed and share of held-out pictures.</summary>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken.</exception>
    public static DataSplits OpenAsTrained(string data, TrainingSpec training) => Open(data, training.Seed, ValidationShareOf(training));

    /// <summary>Opens a folder to retrain on; see <see cref="FolderData.OpenForRetraining"/>.</summary>
    /// <exception cref="UsageException">The text does not name a folder.</exception>
    /// <exception cref="InputException">The folder is not usable.</exception>
    public static DataSplits OpenForRetraining(string data, double? heldOutShare, long seed) =>
        FolderOf(data) is string folder
            ? FolderData.OpenForRetraining(folder, heldOutShare, seed)
            : throw new UsageException($"--data {data}: retrain takes folder:DIR, old and new classes in one folder");

    /// <summary>The share of held-out pictures in a model's recipe; null if it has none.</summary>
    public static double? ValidationShareOf(TrainingSpec training) =>
        training.Recipe.ValueKind == JsonValueKind.Object && training.Recipe.TryGetProperty(ValidationShareKey, out JsonElement share) && share.ValueKind == JsonValueKind.Number ? share.GetDouble() : null;

    /// <summary>Opens one of <see cref="Forms"/>. Missing splits are cut by <paramref name="seed"/>.</summary>
    /// <param name="data">Value of <c>--data</c>.</param>
    /// <param name="seed">Chooses the held-out pictures.</param>
    /// <param name="validationShare">Share of the training set, 0 to 1; null for the data's default. Ignored if the data has a validation set.</param>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken.</exception>
    public static DataSplits Open(string data, long seed, double? validationShare = null)
    {
        string kind = data.Split(':', 2)[0];
        string? folder = data.Contains(':', StringComparison.Ordinal) ? data[(kind.Length + 1)..] : null;
        return (kind, folder) switch
        {
            ("fashion-mnist", "") => throw new UsageException("--data fashion-mnist: has an empty folder; write fashion-mnist or fashion-mnist:DIR"),
            ("fashion-mnist", _) => FashionMnist.Open(folder, validationShare, seed),
            ("cifar10", { Length: > 0 }) => Cifar.Open(Cifar.Ten, folder, validationShare, seed),
            ("cifar100", { Length: > 0 }) => Cifar.Open(Cifar.Hundred, folder, validationShare, seed),
            ("folder", { Length: > 0 }) => FolderData.Open(folder, validationShare, seed),
            _ => throw new UsageException($"--data {data}: is not a data set; expected {Forms}"),
        };
    }
}
