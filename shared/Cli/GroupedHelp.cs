using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace EdgeResNet.Shared.Cli;

/// <summary>System.CommandLine's help, with the options of a <see cref="GroupedCommand"/> under a title for each purpose.</summary>
internal sealed class GroupedHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private const string Title = "Options:";

    public override bool ClearsParseErrors => usual.ClearsParseErrors;

    /// <summary>Replaces the help of all verbs.</summary>
    public static void Use(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        if (help.Action is HelpAction usual)
        {
            help.Action = new GroupedHelp(usual);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is not GroupedCommand command)
        {
            return usual.Invoke(parseResult);
        }

        InvocationConfiguration console = parseResult.InvocationConfiguration;
        TextWriter output = console.Output;
        using StringWriter text = new() { NewLine = "\n" };
        console.Output = text;
        int code = usual.Invoke(parseResult);
        console.Output = output;
        output.Write(Group(text.ToString(), command));
        return code;
    }

    private static string Group(string help, GroupedCommand command)
    {
        List<string> lines = [.. help.ReplaceLineEndings("\n").Split('\n')];
        int first = lines.IndexOf(Title) + 1;
        int end = lines.FindIndex(first, line => line.Length == 0);
        List<string> entries = [];
        foreach (string line in lines[first..end])
        {
            bool begins = line.StartsWith("  -", StringComparison.Ordinal);
            entries.Add(begins ? line : $"{entries[^1]}\n{line}");
            if (!begins)
            {
                entries.RemoveAt(entries.Count - 2);
            }
        }

        StringBuilder grouped = new(string.Join('\n', lines[..(first - 1)]) + "\n");
        foreach ((string title, IEnumerable<Option> options) in command.Groups)
        {
            string[] members = [.. options.Select(option => entries.Find(entry => Names(entry).Contains(option.Name))).OfType<string>()];
            entries.RemoveAll(members.Contains);
            grouped.Append($"{title}:\n{string.Concat(members.Select(entry => entry + "\n"))}\n");
        }

        return grouped.Append($"Other options:\n{string.Concat(entries.Select(entry => entry + "\n"))}").Append(string.Join('\n', lines[end..])).ToString();
    }

    // "  -?, -h, --help      Show help" → -?, -h, --help
    private static IEnumerable<string> Names(string entry) => entry.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => word.StartsWith('-'));
}
