using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Counts frames by the label shown, over all models of a run. One thread counts, without allocating unless the model changes; any thread reads.</summary>
internal sealed class LabelCounts
{
    private readonly Dictionary<string, Count> counts = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private AnsweringModel? model;
    private Count[] ofModel = [];

    /// <summary>Counts a frame.</summary>
    public void Add(FrameResult result)
    {
        if (!ReferenceEquals(result.Model, model))
        {
            Follow(result.Model);
        }

        Count count = ofModel[result.ShownClass];
        Volatile.Write(ref count.Frames, count.Frames + 1);
    }

    /// <summary>Labels that were seen, of perhaps a thousand, with their frames.</summary>
    public IReadOnlyList<(string Label, long Frames)> Seen()
    {
        lock (gate)
        {
            return [.. counts.Select(entry => (entry.Key, Volatile.Read(ref entry.Value.Frames))).Where(entry => entry.Item2 > 0)];
        }
    }

    private void Follow(AnsweringModel next)
    {
        lock (gate)
        {
            ofModel = [.. next.Labels.Select(Of)];
            model = next;
        }
    }

    private Count Of(string label)
    {
        if (!counts.TryGetValue(label, out Count? count))
        {
            counts[label] = count = new Count();
        }

        return count;
    }

    private sealed class Count
    {
        public long Frames;
    }
}
