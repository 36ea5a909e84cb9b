namespace EdgeResNet.Shared.Files;

/// <summary>Kind of the file at a path, links followed. Linux only; elsewhere every file counts as regular.</summary>
public static class FileKind
{
    /// <summary>Whether the path is neither a file nor a folder, such as a named pipe or a device.</summary>
    public static bool IsSpecial(string path) => FileStatus.Of(path).Kind == PathKind.Special;
}
