using System.Buffers.Binary;
using System.Security.Cryptography;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Trainer.Checks;

/// <summary>A file by its content.</summary>
/// <param name="Bytes">Length.</param>
/// <param name="Kind">Its format by the first bytes; null if unknown.</param>
/// <param name="Hash">The first half of its SHA-256.</param>
internal sealed record FileFingerprint(long Bytes, PictureKind? Kind, UInt128 Hash)
{
    /// <summary>Reads the whole file; null if it cannot be read. The decoder explains the error.</summary>
    public static FileFingerprint? TryRead(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            PictureKind? kind = PictureKind.OfStream(stream);
            stream.Position = 0;
            return new FileFingerprint(stream.Length, kind, First128(SHA256.HashData(stream)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The first 128 bits of a hash. Any two of a million pictures share them with a probability of 10⁻²⁷.</summary>
    public static UInt128 First128(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt128BigEndian(hash);
}
