using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>The options that every source understands, taken out of its text; what is left is the source's own.</summary>
internal sealed record SourceOptions
{
    /// <summary>What <c>--source</c> takes, for help texts.</summary>
    public const string Forms = "camera:0, /dev/video0, rtsp://…, http://…, a video file, a picture, a folder or glob of pictures, or demo:fashion?fps=30&seed=1";

    /// <summary>Silence of a live source after which it counts as lost, unless told otherwise.</summary>
    public static readonly TimeSpan DefaultStall = TimeSpan.FromSeconds(2);

    private const int PicturesOfSilence = 3; // that a slow source may leave out

    /// <summary>Those that a camera or a stream understands.</summary>
    public static IReadOnlyList<string> OfLiveSources { get; } = ["stall_ms", "flip", "rotate"];

    private static readonly string[] names = [.. OfLiveSources, "realtime", "loop"];

    /// <summary>The text without these options.</summary>
    public required string Address { get; init; }

    /// <summary>Silence of a live source after which it counts as lost; absent: <see cref="DefaultStall"/>.</summary>
    public TimeSpan? Stall { get; init; }

    /// <summary>How to mirror each picture, after turning it.</summary>
    public FlipMode? Flip { get; init; }

    /// <summary>How to turn each picture.</summary>
    public RotateFlags? Rotate { get; init; }

    /// <summary>Files at their own rate, as if they came from a camera.</summary>
    public bool RealTime { get; init; }

    /// <summary>Files again from the start, for ever.</summary>
    public bool Loop { get; init; }

    /// <summary>Takes the options out of <paramref name="text"/>. A file whose name looks like options is a file.</summary>
    /// <exception cref="UsageException">There is nothing before the options, a value has no meaning, or an option comes twice.</exception>
    public static SourceOptions Parse(string text)
    {
        SourceOptions options = TakeApart(text);
        return string.IsNullOrWhiteSpace(options.Address) ? throw new UsageException($"source '{text}': names nothing to look at; a source is {Forms}") : options;
    }

    /// <summary>Refuses what has no meaning for an opened source.</summary>
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

    /// <summary>How long to wait for a source's next picture: so long, but for three pictures of a slow source at least.</summary>
    public static TimeSpan Patience(TimeSpan wanted, TimeSpan period) => TimeSpan.FromTicks(Math.Max(wanted.Ticks, PicturesOfSilence * period.Ticks));

    private static SourceOptions TakeApart(string text)
    {
        int mark = text.LastIndexOf('?');
        if (mark < 0 || Path.Exists(text))
        {
            return new SourceOptions { Address = text };
        }

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
        };
    }
}
