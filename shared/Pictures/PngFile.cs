using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace EdgeResNet.Shared.Pictures;

/// <summary>What SkiaSharp does not tell of a PNG (W3C PNG, third edition): its orientation and its depth.</summary>
internal static class PngFile
{
    private const int ChunkHeader = 8;
    private const int ChunkEnd = 4; // CRC
    private const int HeaderPlace = 8 + ChunkHeader;
    private const int LargestProfile = 1 << 20;

    // ImageMagick wrote EXIF data as text before the chunk eXIf existed.
    private static readonly string[] textProfiles = ["Raw profile type exif", "Raw profile type APP1"];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Whether a file is a PNG.</summary>
    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>Bits of a sample and colour type; zeros if the file is no PNG.</summary>
    public static (int Depth, PngColor Color) Header(ReadOnlySpan<byte> file) =>
        Is(file) && file.Length > HeaderPlace + 9 ? (file[HeaderPlace + 8], (PngColor)file[HeaderPlace + 9]) : default;

    /// <summary>A copy with another depth and colour type, under which a decoder takes the same bytes for other samples.</summary>
    public static byte[] Relabelled(ReadOnlySpan<byte> file, int depth, PngColor color)
    {
        byte[] copy = file.ToArray();
        (copy[HeaderPlace + 8], copy[HeaderPlace + 9]) = ((byte)depth, (byte)color);
        const int length = 13;
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(HeaderPlace + length), Crc(copy.AsSpan(HeaderPlace - 4, length + 4)));
        return copy;
    }

    /// <summary>EXIF orientation, 1 to 8, from a chunk at any place in the file.</summary>
    public static int Orientation(Stream file)
    {
        Span<byte> header = stackalloc byte[ChunkHeader];
        file.Position = 0;
        if (file.ReadAtLeast(header, ChunkHeader, throwOnEndOfStream: false) < ChunkHeader || !Is(header))
        {
            return ExifOrientation.Upright;
        }

        while (file.ReadAtLeast(header, ChunkHeader, throwOnEndOfStream: false) == ChunkHeader)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(header);
            long next = file.Position + length + ChunkEnd;
            ReadOnlySpan<byte> kind = header[4..];
            bool isExif = kind.SequenceEqual("eXIf"u8);
            bool isText = kind.SequenceEqual("tEXt"u8) || kind.SequenceEqual("zTXt"u8);
            if ((isExif || isText) && length <= LargestProfile)
            {
                byte[] body = new byte[length];
                int read = file.ReadAtLeast(body, body.Length, throwOnEndOfStream: false);
                int found = read < body.Length ? ExifOrientation.Upright : isExif ? ExifOrientation.Of(body) : OfText(body, compressed: kind[0] == 'z');
                if (found != ExifOrientation.Upright)
                {
                    return found;
                }
            }

            file.Position = next;
        }

        return ExifOrientation.Upright;
    }

    /// <summary>From a profile in hexadecimal digits, after its name and length.</summary>
    private static int OfText(byte[] body, bool compressed)
    {
        int keyword = body.AsSpan().IndexOf((byte)0);
        if (keyword < 0 || !textProfiles.Contains(Encoding.Latin1.GetString(body, 0, keyword)))
        {
            return ExifOrientation.Upright;
        }

        try
        {
            string text = Encoding.Latin1.GetString(compressed ? Inflate(body[(keyword + 2)..]) : body[(keyword + 1)..]);
            string[] parts = text.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
            return parts.Length == 3 ? ExifOrientation.Of(Convert.FromHexString(string.Concat(parts[2].Where(char.IsAsciiHexDigit)))) : ExifOrientation.Upright;
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            return ExifOrientation.Upright; // a damaged profile does not turn the picture
        }
    }

    private static byte[] Inflate(byte[] compressed)
    {
        using ZLibStream stream = new(new MemoryStream(compressed), CompressionMode.Decompress);
        byte[] text = new byte[LargestProfile];
        return text[..stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)];
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }
}
