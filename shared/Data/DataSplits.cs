namespace EdgeResNet.Shared.Data;

/// <summary>A data set, divided.</summary>
/// <param name="Train">Pictures that the weights are fitted to.</param>
/// <param name="Validation">Pictures that choose checkpoint and settings.</param>
/// <param name="Test">Pictures that take part in neither; null where the data has none.</param>
/// <param name="Color"><c>gray</c> or <c>rgb</c>.</param>
/// <param name="License">Licence of the pictures, if known.</param>
internal sealed record DataSplits(IImageSet Train, IImageSet Validation, IImageSet? Test, string Color, string License)
{
    /// <summary>Pictures of the reported accuracy: the test set, or the validation set where there is none.</summary>
    public IImageSet Reported => Test ?? Validation;

    /// <summary>Whether the validation set came with the data and was not cut out of the training set.</summary>
    public bool OwnValidation { get; init; }

    /// <summary>What the user has to know about the data, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Pixels a side where all pictures have one size; absent where each has its own.</summary>
    public int? Size { get; init; }

    /// <summary>Classes whose epoch-choosing pictures a training on this folder did not hold out; see <see cref="FolderData.OpenForRetraining"/>.</summary>
    public IReadOnlyList<string> KnownChoices { get; init; } = [];

    /// <summary>Hash of the pictures that compare a retrained model, in lower-case hexadecimal; null where none are set apart.</summary>
    public string? HoldoutSha256 { get; init; }
}
