using System.Buffers.Binary;

namespace EdgeResNet.Shared.Pictures;

/// <summary>Tag 0x0112 of EXIF data (EXIF 2.3, a TIFF directory): the places of row 0 and column 0.</summary>
internal static class ExifOrientation
{
    /// <summary>A picture that is upright.</summary>
    public const int Upright = 1;

    private const int EntryLength = 12;
    private const int Tag = 0x0112;
    private const int Last = 8;

    /// <summary>The orientation, 1 to 8; <see cref="Upright"/> where there is none.</summary>
    /// <param name="exif">TIFF data, with or without <c>Exif</c> and two zeros before them.</param>
    public static int Of(ReadOnlySpan<byte> exif)
    {
        ReadOnlySpan<byte> tiff = exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
        bool big = tiff.StartsWith("MM"u8);
        if (tiff.Length < 8 || !(big || tiff.StartsWith("II"u8)))
        {
            return Upright;
        }

        uint directory = big ? BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
        {
            return Upright;
        }

        ReadOnlySpan<byte> entries = tiff[(int)directory..];
        for (int left = Short(entries, big); left > 0 && entries.Length >= 2 + EntryLength; left--, entries = entries[EntryLength..])
        {
            if (Short(entries[2..], big) == Tag)
            {
                int value = Short(entries[10..], big);
                return value is >= Upright and <= Last ? value : Upright;
            }
        }

        return Upright;
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool big) => big ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
