using System.CommandLine;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Sinks.Recording;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options of the recorder.</summary>
internal sealed class RecordOptions
{
    private readonly Option<string?> record = new("--record") { Description = "Record the picture with its HUD into this video file (.mp4, .mov, .mkv, .avi).", HelpName = "FILE" };
    private readonly Option<string?> raw = new("--record-raw") { Description = "Record the picture without HUD into this video file.", HelpName = "FILE" };
    private readonly Option<string?> rotate = new("--record-rotate") { Description = "Go on in a new file, named by its time, after this time (90s, 10m, 1h) or size (500M, 2G).", HelpName = "LIMIT" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(record);
        command.Add(raw);
        command.Add(rotate);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">The limit is none, or nothing is recorded.</exception>
    public RecordSettings Read(ParseResult parsed)
    {
        RecordSettings settings = new(parsed.GetValue(record), parsed.GetValue(raw), parsed.GetValue(rotate) is string limit ? RecordRotation.Parse(limit) : null);
        return settings is { File: null, RawFile: null, Rotation: not null } ? throw new UsageException("--record-rotate is of no use without --record or --record-raw") : settings;
    }
}

/// <summary>What is recorded.</summary>
/// <param name="File">The picture with its HUD goes here; absent: nowhere.</param>
/// <param name="RawFile">The picture without HUD goes here; absent: nowhere.</param>
/// <param name="Rotation">When a new file begins; absent: never.</param>
internal sealed record RecordSettings(string? File = null, string? RawFile = null, RecordRotation? Rotation = null)
{
    /// <summary>The sinks for that.</summary>
    public IEnumerable<RecorderSink> Open(SourceConnection source)
    {
        if (File is not null)
        {
            yield return new RecorderSink(File, source.FramesPerSecond, everyPicture: !source.IsLive, raw: false, Rotation);
        }

        if (RawFile is not null)
        {
            yield return new RecorderSink(RawFile, source.FramesPerSecond, everyPicture: !source.IsLive, raw: true, Rotation);
        }
    }
}
