using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Teaching;

/// <summary>A picture that is not decoded yet.</summary>
/// <param name="Sha256">Hash of its file or its pixels, lower-case hexadecimal.</param>
/// <param name="Decode">Decodes the picture; throws <see cref="InputException"/> if it cannot be read.</param>
internal readonly record struct PictureContent(string Sha256, Func<DecodedImage> Decode)
{
    /// <summary>A picture in its own file.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static PictureContent OfFile(string path)
    {
        try
        {
            return new PictureContent(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), () => ImageDecoder.Decode(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(path, e);
        }
    }

    /// <summary>A picture that shares its file with others.</summary>
    public static PictureContent OfPixels(DecodedImage picture)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([picture.View.Width, picture.View.Height, (int)picture.View.Format]));
        hash.AppendData(picture.View.Pixels);
        return new PictureContent(Convert.ToHexStringLower(hash.GetHashAndReset()), () => picture);
    }
}
