using System.Net.Http.Headers;
using System.Text;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>Playlists of HLS (RFC 8216) and DASH, as a web server sends them.</summary>
internal static class PlaylistText
{
    private const int Longest = 4 << 20;

    /// <summary>Whether an answer is one, by its content type or its address.</summary>
    public static bool Is(MediaTypeHeaderValue? type, Uri place)
    {
        string kind = type?.MediaType ?? "";
        return kind.Contains("mpegurl", StringComparison.OrdinalIgnoreCase)
            || kind.Equals("application/dash+xml", StringComparison.OrdinalIgnoreCase)
            || Path.GetExtension(place.AbsolutePath).ToLowerInvariant() is ".m3u8" or ".mpd";
    }

    /// <summary>The text with addresses of its own server as <c>ffmpeg</c> shall ask the relay for them.</summary>
    /// <exception cref="DeviceException">It is too long.</exception>
    public static byte[] WithoutTls(Stream body, Uri place, string origin)
    {
        byte[] bytes = new byte[Longest];
        int length = body.ReadAtLeast(bytes, Longest, throwOnEndOfStream: false);
        return length == Longest
            ? throw new DeviceException($"the playlist has more than {Longest >> 20} MiB")
            : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes, 0, length)
                .Replace($"https://{place.Host}:{place.Port}/", $"{origin}/", StringComparison.OrdinalIgnoreCase)
                .Replace($"https://{place.Host}/", place.IsDefaultPort ? $"{origin}/" : $"https://{place.Host}/", StringComparison.OrdinalIgnoreCase));
    }
}
