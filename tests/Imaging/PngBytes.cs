using System.Buffers.Binary;
using System.IO.Compression;

namespace EdgeResNet.Tests.Imaging;

/// <summary>Writes PNG files of any depth, with any chunks.</summary>
internal static class PngBytes
{
    public const byte Gray = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte GrayAlpha = 4;
    public const byte Rgba = 6;

    /// <summary>A picture of rows of raw samples.</summary>
    public static byte[] Write(int width, int height, byte depth, byte color, byte[] rows, (string Kind, byte[] Body)[]? before = null, (string Kind, byte[] Body)[]? after = null)
    {
        byte[] header = [.. BigEndian(width), .. BigEndian(height), depth, color, 0, 0, 0];
        int stride = rows.Length / height;
        byte[] filtered = [.. Enumerable.Range(0, height).SelectMany(y => (byte[])[0, .. rows[(y * stride)..((y + 1) * stride)]])];
        return [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", header), .. Chunks(before), .. Chunk("IDAT", Deflate(filtered)), .. Chunks(after), .. Chunk("IEND", [])];
    }

    /// <summary>Samples of 16 bits.</summary>
    public static byte[] Samples(params ushort[] values) => [.. values.SelectMany(value => (byte[])[(byte)(value >> 8), (byte)value])];

    public static byte[] Deflate(byte[] bytes)
    {
        using MemoryStream stream = new();
        using (ZLibStream zlib = new(stream, CompressionMode.Compress))
        {
            zlib.Write(bytes);
        }

        return stream.ToArray();
    }

    private static byte[] BigEndian(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Chunks((string Kind, byte[] Body)[]? chunks) => [.. (chunks ?? []).SelectMany(chunk => Chunk(chunk.Kind, chunk.Body))];

    private static byte[] Chunk(string kind, byte[] body)
    {
        byte[] named = [.. kind.Select(letter => (byte)letter), .. body];
        uint crc = uint.MaxValue;
        foreach (byte value in named)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) == 1 ? 0xEDB88320 : 0);
            }
        }

        return [.. BigEndian(body.Length), .. named, .. BigEndian((int)~crc)];
    }
}
