using System.Collections.Immutable;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>What <c>ffmpeg</c> reads, and what it may reach for it. A whitelist of protocols and formats keeps a server's playlist from files and other hosts.</summary>
internal sealed record FfmpegInput
{
    // Formats that hold their pictures themselves, so none that names files or addresses (hls, dash, concat, sdp).
    private const string Containers = "mpjpeg,mjpeg,jpeg_pipe,mpegts,mpeg,mpegvideo,flv,live_flv,h264,hevc,av1,obu,ivf,m4v,matroska,mov,avi,asf,ogg,nut,yuv4mpegpipe";

    private static readonly string[] atOnce = ["-fflags", "nobuffer", "-flags", "low_delay"];

    /// <summary>The user's address.</summary>
    public required NetworkAddress Address { get; init; }

    /// <summary>Options and address for the command line, up to <c>-i ADDRESS</c>.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>What fetches for <c>ffmpeg</c>; owned by the source. Null if <c>ffmpeg</c> connects itself.</summary>
    public StreamRelay? Relay { get; init; }

    /// <summary>Why <c>ffmpeg</c> is asked at all, for errors; null if that is usual.</summary>
    public string? Oddity { get; init; }

    /// <summary>An address that <c>ffmpeg</c> connects to itself.</summary>
    /// <param name="address">The address.</param>
    /// <param name="options">How to reach it.</param>
    /// <param name="silence">Time without data after which <c>ffmpeg</c> ends itself.</param>
    public static FfmpegInput Of(NetworkAddress address, NetworkOptions options, TimeSpan silence)
    {
        string scheme = address.Uri.Scheme;
        return new FfmpegInput
        {
            Address = address,
            Arguments = [.. atOnce, .. OptionsOf(scheme, options), .. FfmpegTimeout.Arguments(scheme, silence), "-protocol_whitelist", ProtocolsOf(scheme), "-i", address.WithSecrets],
        };
    }

    /// <summary>A web address that a relay fetches; a playlist is played at its own rate from where it begins, since its pictures come in pieces of seconds.</summary>
    public static FfmpegInput Of(StreamRelay relay, bool isPlaylist, TimeSpan silence) => new()
    {
        Address = relay.Address,
        Relay = relay,
        Arguments =
        [
            .. isPlaylist ? (string[])["-re"] : [.. atOnce, "-format_whitelist", Containers],
            .. FfmpegTimeout.Arguments(Uri.UriSchemeHttp, silence), "-protocol_whitelist", "http,tcp,crypto", "-i", relay.Input,
        ],
    };

    /// <summary>A line of <c>ffmpeg</c> for people: with the user's address and without its secrets.</summary>
    public string Mask(string line) => Address.Mask(Relay is null ? line : line.Replace(Relay.Input, Address.Name, StringComparison.Ordinal));

    private static string[] OptionsOf(string scheme, NetworkOptions options)
    {
        string[] trust = options.Trust is SourceTrust file ? ["-tls_verify", "1", "-ca_file", file.File] : [];
        return scheme switch
        {
            "rtsps" => ["-rtsp_transport", "tcp", .. trust], // UDP would not be encrypted
            "rtsp" when options.Transport == StreamTransport.Automatic => ["-rtsp_transport", "tcp+udp", "-rtsp_flags", "prefer_tcp"], // UDP after status 461
            "rtsp" => ["-rtsp_transport", options.Transport == StreamTransport.Udp ? "udp" : "tcp"],
            "https" or "rtmps" => ["-format_whitelist", Containers, .. trust],
            "rtp" => [],
            _ => ["-format_whitelist", Containers],
        };
    }

    private static string ProtocolsOf(string scheme) => scheme switch
    {
        "rtsp" => "tcp,udp,rtp",
        "rtsps" => "tls,tcp,rtp,udp,srtp",
        "http" => "http,tcp",
        "https" => "https,tls,tcp",
        "rtmp" => "rtmp,tcp",
        "rtmps" => "rtmps,rtmp,tls,tcp",
        "rtp" => "rtp,udp",
        _ => scheme,
    };
}
