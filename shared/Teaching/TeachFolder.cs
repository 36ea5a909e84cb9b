using EdgeResNet.Shared.Data;

namespace EdgeResNet.Shared.Teaching;

/// <summary>A folder of pictures to teach with.</summary>
/// <param name="Train">The pictures to learn.</param>
/// <param name="Own">The folder's own held-out pictures, which measure the result; null without any.</param>
/// <param name="Method">The measurement: <c>val</c>, <c>test</c>, <c>cross-validated</c>, or <c>holdout</c> of a retraining.</param>
internal sealed record TeachFolder(FolderImageSet Train, FolderImageSet? Own, string Method)
{
    /// <summary>The measurement without held-out pictures.</summary>
    public const string CrossValidated = "cross-validated";

    /// <summary>What the user has to know about the folder, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Opens a folder. Its test set takes precedence over its validation set.</summary>
    /// <exception cref="InputException">The folder is not usable.</exception>
    public static TeachFolder Open(string path, CancellationToken stop)
    {
        FolderSplits found = FolderData.OpenWhole(path, stop);
        return new TeachFolder(found.Train, found.Test ?? found.Validation, found.Test is not null ? "test" : found.Validation is not null ? "val" : CrossValidated) { Notes = found.Notes };
    }

    /// <summary>The lines on its classes and pictures.</summary>
    public IEnumerable<string> Describe(bool verbose) => DataText.Lines([("train", Train), .. Own is FolderImageSet own ? [(Method, own)] : Array.Empty<(string, IImageSet)>()], verbose, Notes, remedy: null);
}
