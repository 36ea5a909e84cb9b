using System.CommandLine;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Sinks.Recording;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options of the recorder.</summary>
internal sealed class RecordOptions
{
    private readonly Option<string?> record = new("--record") { Description = "Record the picture with its HUD into this video file (.mp4, .mov, .mkv, .avi).", HelpName = "FILE" };
    private readonly Option<string?> raw = new("--record-raw") { Description = "Record the picture without HUD into this video file.", HelpName = "FILE" };
    private readonly Option<string?> rotate = new("--record-rotate") { Description = "Start a new file, named by its time, after this time (90s, 10m, 1h) or size (500M, 2G).", HelpName = "LIMIT" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(record);
        command.Add(raw);
        command.Add(rotate);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">The limit is invalid, or nothing is recorded.</exception>
    public RecordSettings Read(ParseResult parsed)
    {
        RecordSettings settings = new(parsed.GetValue(record), parsed.GetValue(raw), parsed.GetValue(rotate) is string limit ? RecordRotation.Parse(limit) : null);
        return settings is { File: null, RawFile: null, Rotation: not null } ? throw new UsageException("--record-rotate needs --record or --record-raw") : settings;
    }
}

/// <summary>Settings of the recorders.</summary>
/// <param name="File">File for the picture with HUD; null for none.</param>
/// <param name="RawFile">File for the picture without HUD; null for none.</param>
/// <param name="Rotation">When a new file starts; null for never.</param>
internal sealed record RecordSettings(string? File = null, string? RawFile = null, RecordRotation? Rotation = null)
{
    /// <summary>Opens the recorders.</summary>
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
