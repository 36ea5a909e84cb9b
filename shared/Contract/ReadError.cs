namespace EdgeResNet.Shared.Contract;

/// <summary>Why a file could not be opened or read, in words for people.</summary>
public static class ReadError
{
    /// <summary>The error of a file that could not be read, with its path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">What .NET threw, an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    public static InputException Of(string path, Exception error)
    {
        string reason = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
            : Directory.Exists(path) ? "it is a folder"
            : error is UnauthorizedAccessException ? "permission denied"
            : error.Message;
        return new InputException($"{path}: cannot be read ({reason})", error);
    }
}
