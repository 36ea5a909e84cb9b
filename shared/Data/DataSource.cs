using System.Text.Json;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Data;

/// <summary>Opens the data of <c>--data</c>.</summary>
internal static class DataSource
{
    /// <summary>The forms of <c>--data</c>.</summary>
    public const string Forms = "folder:DIR (or a path to a folder), fashion-mnist[:DIR], cifar10:DIR or cifar100:DIR";

    /// <summary>The text before the colon.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["fashion-mnist", "cifar10", "cifar100", "folder"];

    private const string FolderForm = "folder:";
    private const string ValidationShareKey = "validation_share"; // of a recipe

    /// <summary>The text as a later run reads it: a path to a folder becomes <c>folder:DIR</c>, so that a folder that is gone by then is named.</summary>
    public static string Lasting(string data) => FolderOf(data) is string folder ? FolderForm + folder : data;

    /// <summary>The DIR of <c>folder:DIR</c>, or the text itself if it is a path to a folder; null for other texts.</summary>
    /// <exception cref="InputException">The text is a path, and there is no such folder.</exception>
    public static string? FolderOf(string data)
    {
        if (data.StartsWith(FolderForm, StringComparison.Ordinal))
        {
            return data.Length > FolderForm.Length ? data[FolderForm.Length..] : null;
        }

        if (Kinds.Contains(data.Split(':', 2)[0]))
        {
            return null;
        }

        bool isPath = data.Contains('/', StringComparison.Ordinal) || data.StartsWith('.');
        return Directory.Exists(data) ? data
            : isPath ? throw new InputException($"--data {data}: no such folder; expected {Forms}")
            : null;
    }

    /// <summary>Opens pictures without labels: all of a folder in any depth, or the reported ones of a known data set.</summary>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken, or has no picture.</exception>
    public static IImageSet OpenUnlabelled(string data, long seed, CancellationToken stop = default) =>
        FolderOf(data) is string folder
            ? FolderData.OpenUnlabelled(folder, stop)
            : Open(data, seed, stop: stop).Reported;

    /// <summary>Opens the pictures that measure a model, with its labels as classes.</summary>
    /// <param name="data">Value of <c>--data</c>.</param>
    /// <param name="card">The model's.</param>
    /// <param name="part">The part of a folder without a test or validation set.</param>
    /// <param name="trainedOn">Name of the data set that the model was trained on; null if that does not matter.</param>
    /// <param name="stop">Checked for each file.</param>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken, or has no picture of the model's classes.</exception>
    public static MeasuredSet OpenToMeasure(string data, EmbeddedCard card, MeasuredPart part, string? trainedOn, CancellationToken stop)
    {
        if (FolderOf(data) is string folder)
        {
            MeasuredSet found = FolderData.OpenToMeasure(folder, card.Output.Labels, stop);
            if (!found.IsWhole || part == MeasuredPart.All || (part == MeasuredPart.Auto && found.Images.Name != trainedOn))
            {
                return found;
            }
        }

        DataSplits splits = OpenAsTrained(data, card, stop);
        return new MeasuredSet(splits.Reported) { IsHeldOut = FolderOf(data) is not null, Notes = splits.Notes };
    }

    /// <summary>Opens the data of a model with its splits, and with its labels as classes where the data has no others.</summary>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken.</exception>
    public static DataSplits OpenAsTrained(string data, EmbeddedCard card, CancellationToken stop = default) => OpenAsTrained(data, card.Training, stop).InOrderOf(card.Output.Labels);

    /// <summary>Opens the data of a model with the splits of its training: its own seed and share of held-out pictures.</summary>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken.</exception>
    public static DataSplits OpenAsTrained(string data, TrainingSpec training, CancellationToken stop = default) => Open(data, training.Seed, ValidationShareOf(training), stop);

    /// <summary>Opens a folder to retrain on; see <see cref="FolderData.OpenForRetraining"/>.</summary>
    /// <exception cref="UsageException">The text does not name a folder.</exception>
    /// <exception cref="InputException">The folder is not usable.</exception>
    public static DataSplits OpenForRetraining(string data, double? heldOutShare, long seed, CancellationToken stop = default) =>
        FolderOf(data) is string folder
            ? FolderData.OpenForRetraining(folder, heldOutShare, seed, stop)
            : throw new UsageException($"--data {data}: retrain takes folder:DIR, old and new classes in one folder");

    /// <summary>The share of held-out pictures in a model's recipe; null if it has none.</summary>
    public static double? ValidationShareOf(TrainingSpec training) =>
        training.Recipe.ValueKind == JsonValueKind.Object && training.Recipe.TryGetProperty(ValidationShareKey, out JsonElement share) && share.ValueKind == JsonValueKind.Number ? share.GetDouble() : null;

    /// <summary>Opens one of <see cref="Forms"/>. Missing splits are cut by <paramref name="seed"/>.</summary>
    /// <param name="data">Value of <c>--data</c>.</param>
    /// <param name="seed">Chooses the held-out pictures.</param>
    /// <param name="validationShare">Share of the training set, 0 to 1; null for the data's default. Ignored if the data has a validation set.</param>
    /// <param name="stop">Checked for each file of a folder.</param>
    /// <exception cref="UsageException">The text names no known kind of data.</exception>
    /// <exception cref="InputException">The data is missing or broken.</exception>
    public static DataSplits Open(string data, long seed, double? validationShare = null, CancellationToken stop = default)
    {
        if (FolderOf(data) is string pictures)
        {
            return FolderData.Open(pictures, validationShare, seed, stop);
        }

        string kind = data.Split(':', 2)[0];
        string? folder = data.Contains(':', StringComparison.Ordinal) ? data[(kind.Length + 1)..] : null;
        return (kind, folder) switch
        {
            ("fashion-mnist", "") => throw new UsageException("--data fashion-mnist: has an empty folder; write fashion-mnist or fashion-mnist:DIR"),
            ("fashion-mnist", _) => FashionMnist.Open(folder, validationShare, seed),
            ("cifar10", { Length: > 0 }) => Cifar.Open(Cifar.Ten, folder, validationShare, seed),
            ("cifar100", { Length: > 0 }) => Cifar.Open(Cifar.Hundred, folder, validationShare, seed),
            _ => throw new UsageException($"--data {data}: is not a data set or a folder; expected {Forms}"),
        };
    }
}
