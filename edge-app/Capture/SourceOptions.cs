using EdgeResNet.Shared.Addresses;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>The options common to all sources; the rest of the text belongs to the source.</summary>
internal sealed record SourceOptions
{
    /// <summary>Values of <c>--source</c>, for help texts.</summary>
    public const string Forms = "camera:0, camera:NAME, /dev/video0, rtsp://…, http://…, rtmp://…, srt://…, udp://…, a video file, a picture, a folder or glob of pictures, or demo:fashion?fps=30&seed=1";

    /// <summary>Default silence after which a live source counts as lost.</summary>
    public static readonly TimeSpan DefaultStall = TimeSpan.FromSeconds(2);

    private const int PicturesOfSilence = 3; // a slow source may skip so many

    /// <summary>Options of cameras and streams.</summary>
    public static IReadOnlyList<string> OfLiveSources { get; } = ["stall_ms", "flip", "rotate"];

    private static readonly string[] names = [.. OfLiveSources, "realtime", "loop"];
    private static readonly string[] namesOfRtsp = [.. names, "transport"];
    private static readonly string[] namesOfHttp = [.. names, "every"];

    /// <summary>The text without these options.</summary>
    public required string Address { get; init; }

    /// <summary>Silence of a live source after which it counts as lost; absent: <see cref="DefaultStall"/>.</summary>
    public TimeSpan? Stall { get; init; }

    /// <summary>How to mirror each picture, after turning it.</summary>
    public FlipMode? Flip { get; init; }

    /// <summary>How to turn each picture.</summary>
    public RotateFlags? Rotate { get; init; }

    /// <summary>Plays files at their own rate, like a camera.</summary>
    public bool RealTime { get; init; }

    /// <summary>Repeats files endlessly.</summary>
    public bool Loop { get; init; }

    /// <summary>How the packets of an RTSP stream travel.</summary>
    public StreamTransport Transport { get; init; }

    /// <summary>Pause between two pictures of a snapshot address; null for a stream.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>PEM file with the certificates that an encrypted source may have; null for the system's.</summary>
    public string? TrustFile { get; init; }

    /// <summary>Removes the common options from <paramref name="text"/>. An existing file is a file, even if its name looks like options.</summary>
    /// <exception cref="UsageException">There is nothing before the options, a value has no meaning, or an option comes twice.</exception>
    public static SourceOptions Parse(string text)
    {
        SourceOptions options = TakeApart(text);
        return string.IsNullOrWhiteSpace(options.Address) ? throw new UsageException($"source '{text}': is empty; expected {Forms}") : options;
    }

    /// <summary>Rejects options that do not fit the opened source.</summary>
    /// <exception cref="UsageException">An option of files for a live source, or the other way round.</exception>
    public IFrameSource Checked(IFrameSource source)
    {
        if (source.IsLive && (RealTime || Loop))
        {
            throw new UsageException($"source {source.Name}: {(RealTime ? "realtime" : "loop")} is for files; this source is live");
        }

        if (!source.IsLive && Stall is not null && !RealTime)
        {
            throw new UsageException($"source {source.Name}: stall_ms is for live sources; files wait");
        }

        return source;
    }

    /// <summary>How long to wait for a source's next picture: <paramref name="wanted"/>, but at least three periods.</summary>
    public static TimeSpan Patience(TimeSpan wanted, TimeSpan period) => TimeSpan.FromTicks(Math.Max(wanted.Ticks, PicturesOfSilence * period.Ticks));

    private static string[] NamesFor(string text) => text.Split("://", 2)[0].ToLowerInvariant() switch
    {
        "rtsp" or "rtsps" => namesOfRtsp,
        "http" or "https" => namesOfHttp,
        _ => names,
    };

    private static SourceOptions TakeApart(string text)
    {
        int mark = text.LastIndexOf('?');
        if (mark < (text.Contains("://", StringComparison.Ordinal) ? UserInfo.In(text).End : 0) || Path.Exists(text)) // a ? may also belong to a password
        {
            return new SourceOptions { Address = text };
        }

        string[] names = NamesFor(text);
        List<string> own = [];
        List<string> common = [];
        foreach (string part in text[(mark + 1)..].Split('&'))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            (equals > 0 && names.Contains(part[..equals]) ? common : own).Add(part);
        }

        if (common.Count == 0)
        {
            return new SourceOptions { Address = text };
        }

        string rest = own.Count == 0 ? "" : "?" + string.Join('&', own);
        SourceAddress options = SourceAddress.Parse(text, common, names);
        return new SourceOptions
        {
            Address = text[..mark] + rest,
            Stall = options.WholeNumber("stall_ms", 50, 600_000) is int stall ? TimeSpan.FromMilliseconds(stall) : null,
            Flip = options.OneOf("flip", ("h", FlipMode.Y), ("v", FlipMode.X), ("both", FlipMode.XY)),
            Rotate = options.OneOf("rotate", ("90", RotateFlags.Rotate90Clockwise), ("180", RotateFlags.Rotate180), ("270", RotateFlags.Rotate90Counterclockwise)),
            RealTime = options.OneOf("realtime", ("1", true), ("0", false)) ?? false,
            Loop = options.OneOf("loop", ("1", true), ("0", false)) ?? false,
            Transport = options.OneOf("transport", ("tcp", StreamTransport.Tcp), ("udp", StreamTransport.Udp)) ?? StreamTransport.Automatic,
            Every = options.Duration("every", TimeSpan.FromMilliseconds(50), TimeSpan.FromDays(1)),
        };
    }
}
