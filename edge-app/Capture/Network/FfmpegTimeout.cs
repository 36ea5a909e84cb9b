using System.Globalization;
using System.Text.RegularExpressions;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>
/// Finds the option that ends <c>ffmpeg</c> when a server falls silent. For RTSP it is <c>timeout</c> since FFmpeg 5. Before, it
/// was <c>stimeout</c>, and <c>timeout</c> made FFmpeg a server. The installed program's help decides.
/// </summary>
internal static partial class FfmpegTimeout
{
    private static readonly Lazy<string?> ofRtsp = new(() => SystemCommand.Output("ffmpeg", "-hide_banner", "-h", "demuxer=rtsp") is string help ? Find(help) : null);

    /// <summary>Arguments for a scheme; empty if the program has no such option.</summary>
    public static string[] Arguments(string scheme, TimeSpan silence)
    {
        string? option = scheme.StartsWith("rtsp", StringComparison.Ordinal) ? ofRtsp.Value : "rw_timeout";
        return option is null ? [] : ["-" + option, silence.TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture)];
    }

    /// <summary>The socket option in microseconds, from the demuxer's help.</summary>
    public static string? Find(string help) => InMicroseconds().Match(help) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^\s*-(s?timeout)\s.*\(in microseconds\)", RegexOptions.Multiline)]
    private static partial Regex InMicroseconds();
}
