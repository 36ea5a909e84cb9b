using System.Globalization;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>Pixel formats as text ("Image Formats": four characters; the highest bit marks big-endian pixels).</summary>
internal static class FourCode
{
    private const uint BigEndian = 0x8000_0000;
    private const string BigEndianMark = "-BE";

    /// <summary>Prints a code: <c>MJPG</c>, <c>Y16</c> (its space is left out), <c>Y16-BE</c>; one that is not text in hexadecimal.</summary>
    public static string Print(uint code)
    {
        Span<char> letters = stackalloc char[4];
        for (int i = 0; i < 4; i++)
        {
            letters[i] = (char)((code & ~BigEndian) >> (8 * i) & 0xFF);
            if (letters[i] is < ' ' or > '~')
            {
                return string.Create(CultureInfo.InvariantCulture, $"0x{code:X8}");
            }
        }

        return new string(letters).TrimEnd() + ((code & BigEndian) != 0 ? BigEndianMark : "");
    }

    /// <summary>Reads what <see cref="Print"/> writes, letters in their case; null if it is something else.</summary>
    public static uint? Parse(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal) && text.Length == 10)
        {
            return uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code) ? code : null;
        }

        bool big = text.EndsWith(BigEndianMark, StringComparison.Ordinal);
        string letters = (big ? text[..^BigEndianMark.Length] : text).TrimEnd();
        if (letters.Length is 0 or > 4 || letters.Any(c => c is < ' ' or > '~'))
        {
            return null;
        }

        letters = letters.PadRight(4);
        return letters[0] | (uint)letters[1] << 8 | (uint)letters[2] << 16 | (uint)letters[3] << 24 | (big ? BigEndian : 0);
    }
}
