using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Imaging;

/// <summary>Format of a file by its first bytes, independent of its name.</summary>
/// <param name="Name">Common name.</param>
/// <param name="Extensions">File extensions; empty for formats that are not read.</param>
internal sealed record PictureKind(string Name, params IReadOnlyList<string> Extensions)
{
    private const int HeaderLength = 12;

    private static readonly PictureKind jpeg = new("JPEG", ".jpg", ".jpeg", ".jpe", ".jfif", ".pjpeg", ".pjp");
    private static readonly PictureKind png = new("PNG", ".png");
    private static readonly PictureKind gif = new("GIF", ".gif");
    private static readonly PictureKind bmp = new("BMP", ".bmp", ".dib");
    private static readonly PictureKind webP = new("WebP", ".webp");
    private static readonly PictureKind tiff = new("TIFF");
    private static readonly PictureKind avif = new("AVIF");
    private static readonly PictureKind heic = new("HEIC");
    private static readonly PictureKind jpegXl = new("JPEG XL");
    private static readonly PictureKind jpeg2000 = new("JPEG 2000");
    private static readonly PictureKind photoshop = new("Photoshop");

    /// <summary>The formats that are read.</summary>
    public static IReadOnlyList<PictureKind> Read { get; } = [jpeg, png, webP, bmp, gif];

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
        [0xFF, 0x0A, ..] or [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => jpegXl,
        [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] => jpeg2000,
        [(byte)'8', (byte)'B', (byte)'P', (byte)'S', ..] => photoshop,
        _ => null,
    };

    /// <summary>The format of a regular file; null also if it cannot be read.</summary>
    public static PictureKind? OfFile(string path)
    {
        if (FileStatus.Of(path).Kind != PathKind.Regular)
        {
            return null;
        }

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
