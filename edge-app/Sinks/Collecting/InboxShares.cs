namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>Shares the room of the inbox among its groups: the group with most bytes gives up its oldest picture first.</summary>
/// <param name="mostBytes">Most bytes of all pictures.</param>
internal sealed class InboxShares(long mostBytes)
{
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);
    private long bytes;

    /// <summary>Adds a picture; pictures of a group come in the order of their times.</summary>
    public void Add(InboxItem item)
    {
        string name = item.Group ?? "";
        if (!groups.TryGetValue(name, out Group? group))
        {
            groups[name] = group = new Group();
        }

        group.Items.Enqueue(item);
        group.Bytes += item.Bytes;
        bytes += item.Bytes;
    }

    /// <summary>Takes out what must go so that <paramref name="more"/> bytes find room.</summary>
    public IEnumerable<InboxItem> MakeRoom(long more)
    {
        while (bytes + more > mostBytes && groups.Values.MaxBy(group => group.Bytes) is { Items.Count: > 0 } largest)
        {
            yield return Oldest(largest);
        }
    }

    /// <summary>Takes out pictures from before <paramref name="time"/>.</summary>
    public IEnumerable<InboxItem> OlderThan(DateTimeOffset time)
    {
        foreach (Group group in groups.Values)
        {
            while (group.Items.TryPeek(out InboxItem? oldest) && oldest.Time < time)
            {
                yield return Oldest(group);
            }
        }
    }

    private InboxItem Oldest(Group group)
    {
        InboxItem item = group.Items.Dequeue();
        group.Bytes -= item.Bytes;
        bytes -= item.Bytes;
        return item;
    }

    private sealed class Group
    {
        public Queue<InboxItem> Items { get; } = new();

        public long Bytes { get; set; }
    }
}

/// <summary>A picture in the inbox.</summary>
/// <param name="Path">The picture; its JSON file lies beside it.</param>
/// <param name="Group">See <see cref="InboxEntry.Group"/>.</param>
/// <param name="Bytes">Size of both files.</param>
/// <param name="Time">When it was captured.</param>
internal sealed record InboxItem(string Path, string? Group, long Bytes, DateTimeOffset Time);
