using System.CommandLine;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options that <c>live</c> and <c>demo</c> share.</summary>
internal sealed class RunOptions
{
    private static readonly string[] hudDetails = [.. Enum.GetNames<HudDetail>().Select(name => name.ToLowerInvariant())];
    private readonly Option<string> hud = new("--hud") { Description = "The HUD at the start: compact, full or off. The key o changes it.", DefaultValueFactory = _ => "compact" };
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
    public void AddTo(GroupedCommand command)
    {
        command.Begin("Picture");
        hud.AcceptOnlyFromAmong(hudDetails);
        command.Add(hud);
        web.AddTo(command);
        record.AddTo(command);
        command.Begin("Results");
        command.Add(events);
        command.Add(summary);
        mqtt.AddTo(command);
        hooks.AddTo(command);
        command.Begin("Collecting");
        collect.AddTo(command);
        command.Begin("End of the run");
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
            Hud = Enum.Parse<HudDetail>(parsed.GetRequiredValue(hud), ignoreCase: true),
            Web = web.Read(parsed, always: options.WebAlways),
            Record = record.Read(parsed),
            Collect = collect.Read(parsed),
            Mqtt = mqtt.Read(parsed),
            Hooks = hooks.Read(parsed),
            Events = parsed.GetValue(events),
            Summary = parsed.GetValue(summary),
            Frames = parsed.GetValue(frames),
            Seconds = parsed.GetValue(seconds),
            Verbose = VerbRunner.IsVerbose(parsed),
        };
    }
}
