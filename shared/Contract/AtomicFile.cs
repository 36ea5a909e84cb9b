using System.Text;

namespace EdgeResNet.Shared.Contract;

/// <summary>Writes files so that a reader, or a machine that loses power, sees the old content or the new, never a part.</summary>
public static class AtomicFile
{
    /// <summary>Writes through <paramref name="write"/> into a temporary file beside <paramref name="path"/>, flushes it to the disk and renames it.</summary>
    /// <exception cref="InputException">The file cannot be written there, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string full = Path.GetFullPath(path);
        string temporary = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, e);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary); // gone after the rename
            }
        }
    }

    /// <summary>Makes sure that <see cref="Write"/> will find a place at <paramref name="path"/>; leaves what is there as it is.</summary>
    /// <exception cref="InputException">No file can be written there.</exception>
    public static void Check(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new InputException($"{path}: is a folder; name a file in it");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using FileStream probe = new($"{full}.{Environment.ProcessId}.tmp", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, e);
        }
    }

    /// <summary>Writes UTF-8 text without a byte-order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static InputException NotWritable(string path, Exception e) =>
        new($"{path}: cannot be written ({e.Message.ReplaceLineEndings(" ")}); choose another place or make room", e);
}
