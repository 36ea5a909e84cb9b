using System.Globalization;
using System.Security.Cryptography;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Data;

/// <summary>Tells a picture file from another, or from its former content, without reading large files to their end.</summary>
internal static class PictureFingerprint
{
    private const int Head = 1 << 14;

    /// <summary>Name, length and a hash of the first 16 KiB.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static string Of(string file) => RegularFile.Read(file, stream =>
    {
        byte[] head = new byte[Math.Min(Head, stream.Length)];
        stream.ReadExactly(head);
        return string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(SHA256.HashData(head))} {stream.Length} {Path.GetFileName(file)}");
    });
}
