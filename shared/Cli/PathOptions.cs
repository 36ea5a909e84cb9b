using System.CommandLine;

namespace EdgeResNet.Shared.Cli;

/// <summary>The options whose values are paths. An option of one name means the same in every verb, so one table is enough.</summary>
internal static class PathOptions
{
    /// <summary>Files and folders that a verb reads; some also take names or addresses.</summary>
    public static IReadOnlySet<string> Inputs { get; } = new HashSet<string>
    {
        "--model", "--data", "--ood", "--pretrained", "--teacher", "--recipe", "--source", "--tuned", "--baseline",
        "--ep-settings", "--ep-library", "--mqtt-ca", "--on-change-secret", "DATA", "PATH", "ARCH|MODEL",
    };

    /// <summary>Files that a verb writes.</summary>
    public static IReadOnlySet<string> OutputFiles { get; } = new HashSet<string>
    {
        "--json", "--html", "--svg", "--summary", "--events", "--record", "--record-raw", "--samples", "--save", "--safetensors",
    };

    /// <summary>Folders that a verb fills or replaces.</summary>
    public static IReadOnlySet<string> OutputFolders { get; } = new HashSet<string> { "--out", "--dump", "--collect", "--maps" };

    /// <summary>The part of an output folder that is filled, where that is not the whole.</summary>
    public static IReadOnlyDictionary<string, string> FilledParts { get; } = new Dictionary<string, string> { ["--collect"] = "inbox" };

    /// <summary>The forms of <c>--data</c> that name a path, each before a colon.</summary>
    public static IReadOnlyList<string> DataForms { get; } = ["folder", "fashion-mnist", "cifar10", "cifar100"];

    /// <summary>The values of some options on the command line, with the name of each option; arguments too.</summary>
    public static IEnumerable<(string Option, string Value)> Values(ParseResult parsed, IReadOnlySet<string> names)
    {
        foreach (Option option in parsed.CommandResult.Command.Options)
        {
            if (names.Contains(option.Name) && parsed.GetResult(option) is { } result && (option.ValueType == typeof(string) || option.ValueType == typeof(string[])))
            {
                foreach (string value in option.ValueType == typeof(string) ? [result.GetValueOrDefault<string?>() ?? ""] : result.GetValueOrDefault<string[]>() ?? [])
                {
                    yield return (option.Name, value);
                }
            }
        }

        foreach (Argument argument in parsed.CommandResult.Command.Arguments)
        {
            foreach (string value in names.Contains(argument.Name) ? parsed.GetResult(argument)?.Tokens.Select(token => token.Value) ?? [] : [])
            {
                yield return (argument.Name, value);
            }
        }
    }
}
