using System.Globalization;
using System.Text;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>Names that drivers report, safe for terminals.</summary>
internal static class CameraText
{
    /// <summary>Reads a text of at most <paramref name="length"/> bytes that ends with a zero or is cut.</summary>
    public static unsafe string Of(byte* bytes, int length)
    {
        ReadOnlySpan<byte> all = new(bytes, length);
        int end = all.IndexOf((byte)0);
        return Of(end < 0 ? all : all[..end]);
    }

    /// <summary>Decodes UTF-8. A character that the driver cut at the end is left out, other invalid bytes become U+FFFD. Control characters and marks of direction are escaped.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed) == System.Buffers.OperationStatus.NeedMoreData)
            {
                break;
            }

            _ = IsPlain(rune) ? text.Append(rune) : text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            bytes = bytes[consumed..];
        }

        return text.ToString().Trim();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse);
}
