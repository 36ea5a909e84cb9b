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

    /// <summary>Opens a folder. Its test set takes precedence over its validation set.</summary>
    /// <exception cref="InputException">The folder is not usable.</exception>
    public static TeachFolder Open(string path)
    {
        (FolderImageSet train, FolderImageSet? validation, FolderImageSet? test) = FolderData.OpenWhole(path);
        return new TeachFolder(train, test ?? validation, test is not null ? "test" : validation is not null ? "val" : CrossValidated);
    }
}
