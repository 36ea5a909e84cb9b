namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>Result of loading a file's weights.</summary>
/// <param name="Loaded">Number of loaded tensors of the network.</param>
/// <param name="Fresh">Tensors of the network that keep their initial values, each with the reason.</param>
/// <param name="Unused">Tensors of the file without a counterpart in the network.</param>
internal sealed record PretrainedReport(int Loaded, IReadOnlyList<(string Name, string Reason)> Fresh, IReadOnlyList<string> Unused)
{
    /// <summary>Key of the loaded set of weights; null if the file is one set.</summary>
    public string? Taken { get; init; }

    /// <summary>Keys of the other sets.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>Classes of other objects in the file, which were not read.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>A line for people; <paramref name="file"/> is the source.</summary>
    public string Describe(string file)
    {
        string fresh = Fresh.Count == 0 ? "" : $"; these start afresh: {string.Join(", ", Fresh.Select(entry => $"{entry.Name} ({entry.Reason})"))}";
        string unused = Unused.Count == 0 ? "" : $"; not used: {string.Join(", ", Unused)}";
        string set = Taken is null ? "" : $" of '{Taken}'{(Left.Count == 0 ? "" : $" (left: {string.Join(", ", Left)})")}";
        string unread = Unread.Count == 0 ? "" : $"; not read: {string.Join(", ", Unread)}";
        return $"{file}: {Loaded} tensors{set} taken{fresh}{unused}{unread}";
    }
}
