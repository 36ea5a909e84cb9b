using System.CommandLine;

namespace EdgeResNet.Shared.Cli;

/// <summary>A verb whose help lists its options by purpose.</summary>
/// <param name="name">Name of the verb.</param>
/// <param name="description">What it does.</param>
internal sealed class GroupedCommand(string name, string description) : Command(name, description)
{
    private readonly List<(string Title, int First)> groups = [];

    /// <summary>The options by purpose, in order.</summary>
    public IEnumerable<(string Title, IEnumerable<Option> Options)> Groups => groups.Select((group, i) => (group.Title, Members(i)));

    /// <summary>Begins a group: the options that are added next belong to it.</summary>
    public void Begin(string title) => groups.Add((title, Options.Count));

    private IEnumerable<Option> Members(int i) => Options.Skip(groups[i].First).Take((i + 1 < groups.Count ? groups[i + 1].First : Options.Count) - groups[i].First);
}
