using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>
/// Extracts the bodies of a <c>multipart/x-mixed-replace</c> stream (RFC 2046, section 5.1). Takes the delimiter from the stream
/// itself, since many cameras announce a wrong one. A part's length comes from its header, or else from the next delimiter.
/// A length that does not fit the JPEG in the part is corrected: some cameras count wrongly, some send less than they announce.
/// </summary>
/// <param name="stream">The body of the answer.</param>
/// <param name="announced">The boundary that the answer announces, for cameras that send it without dashes; null for none.</param>
internal sealed class MultipartPictures(Stream stream, string? announced = null)
{
    private const int LargestPart = 64 << 20;
    private byte[] buffer = new byte[1 << 18];
    private int start; // start of the bytes not yet taken …
    private int end; // … and their end
    private readonly byte[]? bare = string.IsNullOrEmpty(announced) ? null : Encoding.Latin1.GetBytes(announced);
    private readonly byte[]? dashed = string.IsNullOrEmpty(announced) ? null : Encoding.Latin1.GetBytes($"--{announced}");
    private byte[]? delimiter;

    /// <summary>Whether the stream ended between two parts.</summary>
    public bool AtEnd { get; private set; }

    private static ReadOnlySpan<byte> EndOfJpeg => [0xFF, 0xD9];

    private static ReadOnlySpan<byte> LengthHeader => "Content-Length:"u8;

    /// <summary>The boundary that an answer announces; null if it is no multipart stream, empty if it announces none.</summary>
    public static string? Announced(HttpResponseMessage response)
    {
        MediaTypeHeaderValue? type = response.Content.Headers.ContentType;
        return type?.MediaType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) != true
            ? null
            : type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"') ?? "";
    }

    /// <summary>Waits for the next body, which is valid until the next call; empty at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">It is not a multipart stream.</exception>
    public ReadOnlySpan<byte> Next()
    {
        int? length = null;
        bool inHeader = false;
        while (Line(out ReadOnlySpan<byte> line))
        {
            if (!inHeader)
            {
                // Empty lines, a preamble or a picture without a line end may precede a part.
                delimiter ??= DelimiterIn(line);
                inHeader = delimiter is not null && (line.StartsWith(delimiter) || line.EndsWith(delimiter));
            }
            else if (Ascii.EqualsIgnoreCase(line[..Math.Min(line.Length, LengthHeader.Length)], LengthHeader))
            {
                length = int.TryParse(line[LengthHeader.Length..], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int value) && value is >= 0 and <= LargestPart
                    ? value
                    : throw new InvalidDataException($"sends a part with '{Encoding.Latin1.GetString(line)}'");
            }
            else if (line.IsEmpty)
            {
                return length is int known ? Fixed(known) : UpToDelimiter();
            }
        }

        AtEnd = !inHeader;
        return default;
    }

    /// <summary>The delimiter that a line shows: a line with dashes, or the announced one, also behind other bytes; null if there is none.</summary>
    private byte[]? DelimiterIn(ReadOnlySpan<byte> line) => line.StartsWith("--"u8)
        ? line.TrimEnd((byte)' ').ToArray()
        : bare is not null && line.SequenceEqual(bare)
            ? bare
            : dashed is not null && line.EndsWith(dashed) ? dashed : null;

    private ReadOnlySpan<byte> Fixed(int length)
    {
        while (end - start < length)
        {
            if (!Receive())
            {
                return default;
            }
        }

        ReadOnlySpan<byte> body = buffer.AsSpan(start, length);
        if (body.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) && !EndsWithJpeg(body))
        {
            int next = body.IndexOf(delimiter);
            return UpToDelimiter(next >= 0 ? next : Math.Max(0, length - delimiter!.Length)); // less than announced, or more
        }

        start += length;
        return body;
    }

    private static bool EndsWithJpeg(ReadOnlySpan<byte> body) => body.TrimEnd([(byte)0, (byte)'\r', (byte)'\n']).EndsWith(EndOfJpeg);

    private ReadOnlySpan<byte> UpToDelimiter(int searched = 0)
    {
        while (true)
        {
            int found = buffer.AsSpan(start + searched, end - start - searched).IndexOf(delimiter);
            if (found >= 0)
            {
                int length = searched + found;
                start += length;
                return buffer.AsSpan(start - length, length);
            }

            searched = Math.Max(0, end - start - delimiter!.Length);
            if (!Receive())
            {
                return default;
            }
        }
    }

    /// <summary>The next line without its end, valid until the next read; false at the end of the stream.</summary>
    private bool Line(out ReadOnlySpan<byte> line)
    {
        const int longest = 4096;
        while (true)
        {
            int length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = buffer.AsSpan(start, length).TrimEnd((byte)'\r');
                start += length + 1;
                return true;
            }

            if (end - start > longest)
            {
                throw new InvalidDataException("announces a multipart stream but does not send one");
            }

            if (!Receive())
            {
                line = default;
                return false;
            }
        }
    }

    private bool Receive()
    {
        if (end == buffer.Length)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }
            else if (buffer.Length >= LargestPart)
            {
                throw new InvalidDataException($"sends a part of more than {LargestPart} bytes");
            }
            else
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }
        }

        int received = stream.Read(buffer.AsSpan(end));
        end += received;
        return received > 0;
    }
}
