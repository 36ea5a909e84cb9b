namespace EdgeResNet.Trainer.Checks;

/// <summary>Format of a file by its first bytes, independent of its name.</summary>
/// <param name="Name">Common name.</param>
/// <param name="Extensions">File extensions; empty for formats that are not read.</param>
internal sealed record PictureKind(string Name, params IReadOnlyList<string> Extensions)
{
    private const int HeaderLength = 12;

    private static readonly PictureKind jpeg = new("JPEG", ".jpg", ".jpeg");
    private static readonly PictureKind png = new("PNG", ".png");
    private static readonly PictureKind gif = new("GIF", ".gif");
    private static readonly PictureKind bmp = new("BMP", ".bmp");
    private static readonly PictureKind webP = new("WebP", ".webp");
    private static readonly PictureKind tiff = new("TIFF");
    private static readonly PictureKind avif = new("AVIF");
    private static readonly PictureKind heic = new("HEIC");

    /// <summary>Whether training reads it.</summary>
    public bool IsRead => Extensions.Count > 0;

    /// <summary>The format that begins with <paramref name="header"/>; null if unknown.</summary>
    public static PictureKind? Of(ReadOnlySpan<byte> header) => header switch
    {
        [0xFF, 0xD8, 0xFF, ..] => jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => gif,
        [(byte)'B', (byte)'M', ..] => bmp,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => webP,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => tiff,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', ..] => avif,
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h', (byte)'e', ..] or [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'m', (byte)'i', (byte)'f', (byte)'1', ..] => heic,
        _ => null,
    };

    /// <summary>The format of a file; null also if it cannot be read.</summary>
    public static PictureKind? OfFile(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return OfStream(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The format of a stream at its beginning.</summary>
    public static PictureKind? OfStream(Stream stream)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        int length = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        return Of(header[..length]);
    }
}
