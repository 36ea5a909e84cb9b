using System.CommandLine;
using EdgeResNet.EdgeApp.Sinks.Collecting;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Options for collecting pictures.</summary>
internal sealed class CollectOptions
{
    private readonly Option<string?> folder = new("--collect") { Description = "Keep clean pictures that are worth a label in the folder inbox of this folder.", HelpName = "DIR" };
    private readonly Option<string?> when = new("--collect-when") { Description = "What to keep: unknown, uncertain, changed, every=10m, divided by commas. Default: unknown,uncertain.", HelpName = "REASONS" };
    private readonly Option<string?> limit = new("--collect-limit") { Description = "Size of the inbox (500MB, 2GB). The class with most bytes gives up its oldest pictures. Default: 2GB.", HelpName = "SIZE" };
    private readonly Option<string?> rate = new("--collect-rate") { Description = "Most pictures in a time (1/s, 6/min, 60/h, 500/day). Default: 6/min.", HelpName = "RATE" };
    private readonly Option<int?> days = new("--collect-days") { Description = "Delete pictures of the inbox after this number of days. Default: never." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(folder);
        command.Add(when);
        command.Add(limit);
        command.Add(rate);
        command.Add(days);
    }

    /// <summary>Reads the options.</summary>
    /// <returns>Null without <c>--collect</c>.</returns>
    /// <exception cref="UsageException">A value is invalid, or an option lacks <c>--collect</c>.</exception>
    public CollectSettings? Read(ParseResult parsed)
    {
        if (parsed.GetValue(folder) is not string path)
        {
            return new Option[] { when, limit, rate, days }.FirstOrDefault(option => parsed.GetResult(option) is not null) is Option lonely
                ? throw new UsageException($"{lonely.Name} needs --collect")
                : null;
        }

        CollectSettings settings = new(path) { KeepDays = parsed.GetValue(days) };
        settings = parsed.GetValue(when) is string reasons ? settings.When(reasons) : settings;
        settings = parsed.GetValue(limit) is string size ? settings.Limit(size) : settings;
        settings = parsed.GetValue(rate) is string speed ? settings.AtMost(speed) : settings;
        return settings.KeepDays is < 1 ? throw new UsageException($"--collect-days is {settings.KeepDays}; expected 1 or more") : settings;
    }
}
