namespace EdgeResNet.Shared.Files;

/// <summary>Explains why a file cannot be opened or read.</summary>
public static class ReadError
{
    /// <summary>The error of a file that could not be read, with its path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">What .NET threw, an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, or an <see cref="ArgumentException"/> about an empty path.</param>
    /// <param name="option">The option that names the file, for messages; null: the path is enough.</param>
    public static InputException Of(string path, Exception error, string? option = null)
    {
        string reason = path.Length == 0 ? "no file is named"
            : path.Contains('\0', StringComparison.Ordinal) ? "its name holds the character NUL"
            : error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
            : Directory.Exists(path) ? "it is a folder"
            : error is UnauthorizedAccessException ? "permission denied"
            : error.Message;
        return new InputException($"{(option is null ? "" : $"{option} ")}{(path.Length == 0 ? "''" : path)}: cannot be read ({reason})", error);
    }
}
