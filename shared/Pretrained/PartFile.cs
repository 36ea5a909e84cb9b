using System.Security.Cryptography;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>
/// A partial download: <c>NAME.part</c>, locked by one process, with the server's identifier of the content in <c>NAME.part.tag</c>.
/// Both stay after a broken transfer, so the next one continues.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private const int TryAgain = 11; // EAGAIN: another process holds the lock
    private const int NoSpace = 28; // ENOSPC
    private static readonly TimeSpan poll = TimeSpan.FromMilliseconds(200);

    private readonly FileStream stream;
    private readonly string target;

    private PartFile(FileStream stream, string target) => (this.stream, this.target) = (stream, target);

    /// <summary>Path of the part.</summary>
    public string Path => stream.Name;

    /// <summary>Bytes so far.</summary>
    public long Length => stream.Length;

    /// <summary>The server's identifier of this content (a strong ETag, or a date); null without one.</summary>
    public string? Tag
    {
        get => File.Exists(TagPath) && File.ReadAllText(TagPath) is { Length: > 0 } tag ? tag : null;
        set
        {
            try
            {
                File.WriteAllText(TagPath, value);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw NotWritable(target, e);
            }
        }
    }

    private string TagPath => Path + ".tag";

    /// <summary>Opens the part of <paramref name="target"/> at its end; waits while another process holds it.</summary>
    /// <returns>Null if that process finished the file.</returns>
    /// <exception cref="InputException">The folder cannot be written to.</exception>
    public static async Task<PartFile?> OpenAsync(string target, Transfer transfer, CancellationToken stop)
    {
        bool said = false;
        while (true)
        {
            try
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
                PartFile part = new(new FileStream(target + ".part", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), target);
                if (!File.Exists(target))
                {
                    part.stream.Seek(0, SeekOrigin.End);
                    return part;
                }

                // Another process finished between the check for the file and the lock; the open file is its file, or an empty one.
                part.Delete();
                part.Dispose();
                return null;
            }
            catch (IOException e) when (e.HResult == TryAgain)
            {
                if (!said)
                {
                    transfer.Say($"waiting for another process that fetches {System.IO.Path.GetFileName(target)}");
                    said = true;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw NotWritable(target, e);
            }

            await Task.Delay(poll, stop).ConfigureAwait(false);
            if (File.Exists(target))
            {
                return null;
            }
        }
    }

    /// <summary>Adds bytes.</summary>
    /// <exception cref="InputException">The disk is full or fails.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (IOException e)
        {
            throw NotWritable(target, e);
        }
    }

    /// <summary>Deletes the content.</summary>
    public void Clear()
    {
        if (stream.Length > 0)
        {
            stream.SetLength(0);
        }

        File.Delete(TagPath);
    }

    /// <summary>SHA-256 of the content, lower-case hexadecimal.</summary>
    public string Hash()
    {
        stream.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Renames the part to its final name.</summary>
    /// <exception cref="InputException">The disk is full or fails.</exception>
    public void Finish()
    {
        try
        {
            stream.Flush(flushToDisk: true);
            File.Move(Path, target, overwrite: true); // still locked, so a waiting process finds the file
            File.Delete(TagPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(target, e);
        }
    }

    /// <summary>Deletes the part.</summary>
    public void Delete()
    {
        File.Delete(Path);
        File.Delete(TagPath);
    }

    public void Dispose()
    {
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // The disk is full: the buffer is lost, written bytes stay, and Append has reported it.
        }
    }

    private static InputException NotWritable(string target, Exception e)
    {
        string folder = System.IO.Path.GetDirectoryName(target)!;
        string reason = e.HResult == NoSpace ? "the disk is full" : e is UnauthorizedAccessException ? "permission denied" : e.Message.ReplaceLineEndings(" ");
        return new InputException($"{folder}: cannot be written ({reason}); make room, or name another cache folder with {WeightPlaces.CacheVariable}", e);
    }
}
