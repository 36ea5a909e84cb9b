using System.Security.Cryptography;

namespace EdgeResNet.Shared.Files;

/// <summary>Reads files from beginning to end.</summary>
internal static class WholeFile
{
    /// <summary>Its content.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static byte[] Read(string path) => Read(path, File.ReadAllBytes);

    /// <summary>Hash of its content, read in parts.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static byte[] Sha256(string path) => Read(path, path =>
    {
        using FileStream stream = File.OpenRead(path);
        return SHA256.HashData(stream);
    });

    /// <summary>The result of <paramref name="read"/> on the file.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(path, e);
        }
    }
}
