using System.Text;
using System.Text.RegularExpressions;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.EdgeApp.Capture.Files;

/// <summary>
/// Finds what a file names that FFmpeg would take for a playlist (HLS, DASH, concat, SDP), whatever its extension is. A
/// playlist may use what lies in its own folder and below, and neither other files nor the network.
/// </summary>
internal static partial class LocalPlaylist
{
    private const int Longest = 4 << 20;
    private const int Deepest = 8; // playlists within playlists

    /// <summary>Checks a file; one that is no playlist passes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Name in errors.</param>
    /// <param name="alone">True for a file that has no folder, such as a download: it may name nothing.</param>
    /// <exception cref="InputException">It names something that it may not use, or is a description of a stream.</exception>
    public static void Check(string path, string name, bool alone = false) => Check(path, name, alone ? null : Path.GetDirectoryName(PlaceOf(path)), Deepest);

    private static void Check(string path, string name, string? folder, int depth)
    {
        string text = Beginning(path);
        string[] named = text switch
        {
            _ when text.StartsWith("#EXTM3U", StringComparison.Ordinal) => [.. Lines(text).Where(line => line.Length > 0 && line[0] != '#'), .. HlsUri().Matches(text).Select(match => match.Groups[1].Value)],
            _ when text.StartsWith("ffconcat", StringComparison.Ordinal) || ConcatFile().IsMatch(FirstLine(text)) => [.. ConcatFile().Matches(text).Select(match => match.Groups[1].Value.Trim('\'', '"'))],
            _ when text.Contains("<MPD", StringComparison.Ordinal) => [.. DashName().Matches(text).Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value)],
            _ when text.StartsWith("v=0", StringComparison.Ordinal) && text.Contains("\nm=", StringComparison.Ordinal) => throw new InputException($"{name}: describes a stream of the network (SDP); give the camera's address, such as rtsp://host/path"),
            _ => [],
        };
        if (named.Length > 0 && folder is null)
        {
            throw new InputException($"{name}: is a playlist where a video was announced; give an address that ends with .m3u8 or .mpd");
        }

        foreach (string entry in named)
        {
            CheckEntry(entry, name, folder!, depth);
        }
    }

    private static void CheckEntry(string entry, string name, string folder, int depth)
    {
        string file = Uri.UnescapeDataString(entry.Trim().Split('?', '#')[0]);
        bool isElsewhere = Scheme().IsMatch(entry.Trim()) || file.StartsWith("//", StringComparison.Ordinal);
        string place = isElsewhere ? "" : PlaceOf(Path.Combine(folder, file));
        if (!place.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal) || depth == 0)
        {
            throw new InputException($"{name}: names '{entry.Trim()}', which is not in its folder; a playlist may use what lies beside it only");
        }

        if (File.Exists(place))
        {
            Check(place, name, folder, depth - 1);
        }
    }

    /// <summary>Where a file is; empty if it cannot be a path.</summary>
    private static string PlaceOf(string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "";
        }
    }

    /// <summary>The text, if the file begins like a playlist; else nothing is read but its beginning.</summary>
    private static string Beginning(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[4096];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            string start = Text(bytes.AsSpan(0, length));
            if (!start.StartsWith("#EXTM3U", StringComparison.Ordinal) && !start.StartsWith("ffconcat", StringComparison.Ordinal) && !start.StartsWith("file", StringComparison.Ordinal) && !start.StartsWith("v=0", StringComparison.Ordinal) && !start.Contains("<MPD", StringComparison.Ordinal))
            {
                return "";
            }

            file.Position = 0;
            bytes = new byte[(int)Math.Min(Longest, file.Length)];
            return Text(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ""; // FFmpeg says what is wrong with it
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries);

    private static string FirstLine(string text) => Lines(text)[0];

    [GeneratedRegex(@"URI\s*=\s*""([^""]*)""", RegexOptions.IgnoreCase)]
    private static partial Regex HlsUri();

    [GeneratedRegex(@"^\s*file\s+(.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex ConcatFile();

    [GeneratedRegex(@"(?:\b(?:media|initialization|sourceURL|index|xlink:href|href)\s*=\s*[""']([^""']*)[""'])|<(?:\w+:)?(?:BaseURL|Location)[^>]*>([^<]*)<")]
    private static partial Regex DashName();

    [GeneratedRegex(@"^(?:[A-Za-z0-9+.\-]+:|subfile,)")]
    private static partial Regex Scheme();
}
