namespace EdgeResNet.Shared.Data;

/// <summary>A folder as it is, with nothing held out.</summary>
/// <param name="Train">The training pictures; every class has some.</param>
/// <param name="Validation">The folder's own; null without. A class may have none.</param>
/// <param name="Test">The folder's own; null without. A class may have none.</param>
internal sealed record FolderSplits(FolderImageSet Train, FolderImageSet? Validation, FolderImageSet? Test)
{
    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>What the user has to know about the folder, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
