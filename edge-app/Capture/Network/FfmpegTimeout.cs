using System.Globalization;
using System.Text.RegularExpressions;
using EdgeResNet.Shared.Machine;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>
/// The option with which <c>ffmpeg</c> ends when a server falls silent. That of RTSP is <c>timeout</c> since FFmpeg 5; before, it was
/// <c>stimeout</c>, and <c>timeout</c> meant to wait for callers: the program that is installed is asked.
/// </summary>
internal static partial class FfmpegTimeout
{
    private static readonly Lazy<string?> ofRtsp = new(() => SystemCommand.Output("ffmpeg", "-hide_banner", "-h", "demuxer=rtsp") is string help ? Find(help) : null);

    /// <summary>The arguments for an address of a scheme; none where the program knows no such option.</summary>
    public static string[] Arguments(string scheme, TimeSpan silence)
    {
        string? option = scheme.StartsWith("rtsp", StringComparison.Ordinal) ? ofRtsp.Value : "rw_timeout";
        return option is null ? [] : ["-" + option, silence.TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture)];
    }

    /// <summary>The option of the socket, in microseconds, by the demuxer's help.</summary>
    public static string? Find(string help) => InMicroseconds().Match(help) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^\s*-(s?timeout)\s.*\(in microseconds\)", RegexOptions.Multiline)]
    private static partial Regex InMicroseconds();
}
