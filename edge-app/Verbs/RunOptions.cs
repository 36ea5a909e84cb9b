using System.CommandLine;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options that <c>live</c> and <c>demo</c> share.</summary>
internal sealed class RunOptions
{
    private readonly WebOptions web = new();
    private readonly RecordOptions record = new();
    private readonly CollectOptions collect = new();
    private readonly MqttOptions mqtt = new();
    private readonly HookOptions hooks = new();
    private readonly Option<string?> events = new("--events") { Description = "Write a JSON line for each classified frame into this file, or - for stdout." };
    private readonly Option<string?> summary = new("--summary") { Description = "Write a summary of the run into this JSON file." };
    private readonly Option<long?> frames = new("--frames") { Description = "End after this number of classified frames." };
    private readonly NumberOption<double?> seconds = new("--seconds") { Description = "End after this number of seconds." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        web.AddTo(command);
        record.AddTo(command);
        collect.AddTo(command);
        mqtt.AddTo(command);
        hooks.AddTo(command);
        command.Add(events);
        command.Add(summary);
        command.Add(frames);
        command.Add(seconds);
    }

    /// <summary>Sets the given options.</summary>
    /// <exception cref="UsageException">A limit is not positive.</exception>
    public LiveOptions ApplyTo(LiveOptions options, ParseResult parsed)
    {
        if (parsed.GetValue(frames) is long frameLimit && frameLimit < 1)
        {
            throw new UsageException($"--frames is {frameLimit}; expected 1 or more");
        }

        if (parsed.GetValue(seconds) is double timeLimit && timeLimit is not (> 0 and <= 1e6))
        {
            throw new UsageException($"--seconds is {timeLimit}; expected a positive number, up to 1000000");
        }

        return options with
        {
            Web = web.Read(parsed, always: options.WebAlways),
            Record = record.Read(parsed),
            Collect = collect.Read(parsed),
            Mqtt = mqtt.Read(parsed),
            Hooks = hooks.Read(parsed),
            Events = parsed.GetValue(events),
            Summary = parsed.GetValue(summary),
            Frames = parsed.GetValue(frames),
            Seconds = parsed.GetValue(seconds),
        };
    }
}
