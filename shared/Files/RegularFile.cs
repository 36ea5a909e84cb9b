using System.Text;

namespace EdgeResNet.Shared.Files;

/// <summary>
/// Opens and reads files that a user names. Only a regular file is opened: a pipe without a writer would wait for ever, a device
/// such as <c>/dev/zero</c> never ends. Links are followed.
/// </summary>
public static class RegularFile
{
    private const int LongestText = 1 << 28; // bytes; .NET's longest text has 2^30 characters

    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Opens the file for reading; the caller owns the stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="option">The option that names the file, for messages; null: the path is enough.</param>
    /// <exception cref="InputException">It is not a regular file, or cannot be opened.</exception>
    public static FileStream Open(string path, string? option = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return FileStatus.Of(path).IsSpecial
                ? throw new InputException($"{(option is null ? "" : $"{option} ")}{path}: is a pipe, a socket or a device; name a regular file")
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw ReadError.Of(path, e, option);
        }
    }

    /// <summary>The result of <paramref name="read"/> on the open file.</summary>
    /// <exception cref="InputException">It is not a regular file, or cannot be read.</exception>
    public static T Read<T>(string path, Func<FileStream, T> read, string? option = null)
    {
        ArgumentNullException.ThrowIfNull(read);
        using FileStream stream = Open(path, option);
        try
        {
            return read(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(path, e, option);
        }
    }

    /// <summary>Its content.</summary>
    /// <exception cref="InputException">It is not a regular file, cannot be read, or has 2 GB or more.</exception>
    public static byte[] ReadBytes(string path, string? option = null) => Read(path, Content, option);

    /// <summary>Its text, in UTF-8.</summary>
    /// <exception cref="InputException">It is not a regular file, cannot be read, or is not text.</exception>
    public static string ReadText(string path, string? option = null)
    {
        try
        {
            return Read(
                path,
                stream =>
                {
                    using StreamReader reader = new(stream.Length <= LongestText ? stream : throw new IOException("it is too large for a text"), utf8);
                    return reader.ReadToEnd();
                },
                option);
        }
        catch (DecoderFallbackException e)
        {
            throw new InputException($"{(option is null ? "" : $"{option} ")}{path}: is not text in UTF-8", e);
        }
    }

    /// <summary>The content of an open file, from its beginning.</summary>
    /// <exception cref="IOException">It cannot be read, or has 2 GB or more.</exception>
    public static byte[] Content(FileStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] content = GC.AllocateUninitializedArray<byte>(stream.Length <= Array.MaxLength ? (int)stream.Length : throw new IOException("it has 2 GB or more"));
        stream.Position = 0;
        stream.ReadExactly(content);
        return content;
    }
}
