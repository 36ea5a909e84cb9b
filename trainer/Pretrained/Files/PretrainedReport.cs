namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>What became of a file's weights.</summary>
/// <param name="Loaded">Tensors of the network that were filled.</param>
/// <param name="Fresh">Tensors of the network that start afresh, each with the reason.</param>
/// <param name="Unused">Tensors of the file that the network has nothing for.</param>
internal sealed record PretrainedReport(int Loaded, IReadOnlyList<(string Name, string Reason)> Fresh, IReadOnlyList<string> Unused)
{
    /// <summary>Key of the set of weights that was taken, where the file has several or keeps one under a key.</summary>
    public string? Taken { get; init; }

    /// <summary>Keys of the other sets.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>Classes of objects in the file that are no data and were not read.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>A line for people; <paramref name="file"/> is where they come from.</summary>
    public string Describe(string file)
    {
        string fresh = Fresh.Count == 0 ? "" : $"; these start afresh: {string.Join(", ", Fresh.Select(entry => $"{entry.Name} ({entry.Reason})"))}";
        string unused = Unused.Count == 0 ? "" : $"; not used: {string.Join(", ", Unused)}";
        string set = Taken is null ? "" : $" of '{Taken}'{(Left.Count == 0 ? "" : $" (left: {string.Join(", ", Left)})")}";
        string unread = Unread.Count == 0 ? "" : $"; not read: {string.Join(", ", Unread)}";
        return $"{file}: {Loaded} tensors{set} taken{fresh}{unused}{unread}";
    }
}
