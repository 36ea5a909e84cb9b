using System.Text;

namespace EdgeResNet.Shared.Files;

/// <summary>
/// Writes files atomically: after a crash or power loss, a reader sees the old content or the new. Follows symbolic links.
/// Pipes and devices such as <c>/dev/null</c> are written to, not replaced.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes through <paramref name="write"/> into a temporary file beside <paramref name="path"/>, flushes it to the disk and renames it.</summary>
    /// <exception cref="InputException">The file cannot be written there, or the disk is full.</exception>
    /// <exception cref="UsageException">The path is empty or <c>-</c>.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        RequireName(path, path);
        string place = RealPath.Of(path);
        try
        {
            if (IsWrittenInPlace(place))
            {
                using FileStream stream = new(place, FileMode.Append, FileAccess.Write, FileShare.ReadWrite); // stdout may be a file with lines in it
                write(stream);
            }
            else
            {
                Replace(place, write);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, e);
        }
    }

    /// <summary>Checks that <see cref="Write"/> can write to <paramref name="path"/>; changes nothing there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that names the file, for messages; null: the path is enough.</param>
    /// <exception cref="InputException">No file can be written there.</exception>
    /// <exception cref="UsageException">The path is empty or <c>-</c>.</exception>
    public static void Check(string path, string? option = null)
    {
        string place = PlaceOf(path, option);
        try
        {
            if (IsWrittenInPlace(place))
            {
                new FileInfo(place).ResolveLinkTarget(returnFinalTarget: true); // fails for circular links
                return; // opening a pipe would wait for its reader
            }

            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            using FileStream probe = new(Temporary(place), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(Name(path, option), e);
        }
    }

    /// <summary>The file that a write to <paramref name="path"/> would reach, links followed. Only checks that it is not a folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that names the file, for messages; null: the path is enough.</param>
    /// <exception cref="InputException">It is a folder.</exception>
    /// <exception cref="UsageException">The path is empty or <c>-</c>.</exception>
    public static string PlaceOf(string path, string? option = null)
    {
        string name = Name(path, option);
        RequireName(path, name);
        string place = RealPath.Of(path);
        return Directory.Exists(place) ? throw new InputException($"{name}: is a folder; name a file in it") : place;
    }

    /// <summary>Writes UTF-8 text without a byte-order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static void Replace(string place, Action<Stream> write)
    {
        string temporary = Temporary(place);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, place, overwrite: true);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary); // gone after the rename
            }
        }
    }

    private static string Temporary(string place) => $"{place}.{Environment.ProcessId}.tmp";

    private static string Name(string path, string? option) => option is null ? path : $"{option} {path}";

    private static void RequireName(string path, string name)
    {
        if (path.Length == 0)
        {
            throw new UsageException($"{name}'' names no file; name one to write to");
        }

        if (path == "-") // users expect stdout, not a file of that name
        {
            throw new UsageException("'-' is not a file here; use /dev/stdout for stdout, or ./- for a file of that name");
        }
    }

    /// <summary>Whether the path must not be replaced: a device, a pipe, or a link that <see cref="RealPath"/> keeps.</summary>
    private static bool IsWrittenInPlace(string place) =>
        OperatingSystem.IsLinux() && (new FileInfo(place).LinkTarget is not null || FileStatus.Of(place).IsSpecial);

    private static InputException NotWritable(string name, Exception e) =>
        new($"{name}: cannot be written ({e.Message.ReplaceLineEndings(" ")}); choose another place or make room", e);
}
