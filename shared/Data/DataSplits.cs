namespace EdgeResNet.Shared.Data;

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

    /// <summary>Whether the validation set came with the data, instead of being cut out of the training set.</summary>
    public bool OwnValidation { get; init; }

    /// <summary>Pixels a side where all pictures have one size; absent where each has its own.</summary>
    public int? Size { get; init; }

    /// <summary>Class folders of which the epoch is chosen on pictures that a training on this folder did not hold out; see <see cref="FolderData.OpenForRetraining"/>.</summary>
    public IReadOnlyList<string> KnownChoices { get; init; } = [];

    /// <summary>Hash of the pictures that a retrained model is compared on, in lower-case hexadecimal; null where none are set apart for that.</summary>
    public string? HoldoutSha256 { get; init; }
}
