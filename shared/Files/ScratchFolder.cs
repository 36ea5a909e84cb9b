namespace EdgeResNet.Shared.Files;

/// <summary>
/// A folder in the system's temporary folder, deleted with its content. A killed process deletes nothing: the next scratch folder
/// removes what it left. A lock tells whose process still lives.
/// </summary>
public sealed class ScratchFolder : IDisposable
{
    private const string Prefix = "edgeresnet-";
    private const string LockFile = ".lock";

    private readonly FileStream held;

    /// <summary>Makes the folder.</summary>
    /// <param name="what">What it is for, a part of its name.</param>
    /// <exception cref="InputException">The temporary folder cannot be written.</exception>
    public ScratchFolder(string what)
    {
        string temporary = System.IO.Path.GetTempPath();
        try
        {
            RemoveAbandoned(temporary);
            Path = Directory.CreateTempSubdirectory($"{Prefix}{what}-").FullName;
            held = new FileStream(this[LockFile], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{temporary}: cannot be written ({e.Message.ReplaceLineEndings(" ")}); set TMPDIR to a folder with room", e);
        }
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The path of a file in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Deletes it.</summary>
    public void Dispose()
    {
        held.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private static void RemoveAbandoned(string temporary)
    {
        foreach (DirectoryInfo folder in new DirectoryInfo(temporary).EnumerateDirectories($"{Prefix}*").Where(folder => folder.LinkTarget is null))
        {
            try
            {
                using FileStream free = new(System.IO.Path.Combine(folder.FullName, LockFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                folder.Delete(recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // in use, without a lock, or another user's
            }
        }
    }
}
