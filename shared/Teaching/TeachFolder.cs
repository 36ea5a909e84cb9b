using EdgeResNet.Shared.Data;

namespace EdgeResNet.Shared.Teaching;

/// <summary>A folder of pictures to teach with.</summary>
/// <param name="Train">What is learned.</param>
/// <param name="Own">What the folder holds out itself, on which the result is measured; null where it does not.</param>
/// <param name="Method">What is measured on: <c>val</c>, <c>test</c>, <c>cross-validated</c>, or <c>holdout</c> of a retraining.</param>
internal sealed record TeachFolder(FolderImageSet Train, FolderImageSet? Own, string Method)
{
    /// <summary>What is measured where the folder holds nothing out.</summary>
    public const string CrossValidated = "cross-validated";

    /// <summary>Opens a folder; its test set is preferred to its validation set.</summary>
    /// <exception cref="InputException">The folder is not usable.</exception>
    public static TeachFolder Open(string path)
    {
        (FolderImageSet train, FolderImageSet? validation, FolderImageSet? test) = FolderData.OpenWhole(path);
        return new TeachFolder(train, test ?? validation, test is not null ? "test" : validation is not null ? "val" : CrossValidated);
    }
}
