using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;

namespace EdgeResNet.Shared.Teaching;

/// <summary>A backbone that computes features of folders. Owns its session.</summary>
/// <param name="backbone">The network.</param>
/// <param name="input">The network's input.</param>
/// <param name="cache">Folder of the feature cache.</param>
/// <param name="report">Receives lines on progress and on omitted pictures.</param>
/// <param name="threads">Threads of the network; null: one for each core.</param>
internal sealed class PictureNetwork(Backbone backbone, InputSpec input, string cache, Action<string> report, int? threads = null) : IDisposable
{
    private const int NamedFaults = 5;

    private readonly FeatureExtractor extractor = new(backbone, input, threads ?? 0);

    /// <summary>The network.</summary>
    public Backbone Backbone => backbone;

    /// <summary>The network's input.</summary>
    public InputSpec Input => input;

    /// <summary>Extents of the last map, <c>[C, h, w]</c>.</summary>
    public long[] MapShape => extractor.MapShape;

    /// <summary>Reads all readable pictures of a set.</summary>
    /// <exception cref="InputException">A class has pictures, and none of them can be read.</exception>
    public FeatureRead Read(FolderImageSet set, CancellationToken stop)
    {
        int shown = 0;
        FeatureReader reader = new(extractor, FeatureCache.Open(cache, backbone, input, extractor.Width));
        FeatureRead read = reader.Read(
            set,
            done =>
            {
                if (done * 10 / set.Count > shown)
                {
                    shown = done * 10 / set.Count;
                    report($"features of {done} of {set.Count} pictures of {set.Name}");
                }
            },
            stop);
        foreach (string fault in read.Unreadable.Take(NamedFaults))
        {
            report($"left out: {fault}");
        }

        if (read.Unreadable.Count > NamedFaults)
        {
            report($"left out: {read.Unreadable.Count - NamedFaults} more");
        }

        int[] readable = read.Table.CountByClass();
        int empty = Enumerable.Range(0, set.Count).Select(set.Label).FirstOrDefault(label => readable[label] == 0, -1);
        return empty < 0
            ? read
            : throw new InputException($"{set.Name}: class '{set.Classes[empty]}' has no picture that can be read; add some or remove the class");
    }

    public void Dispose() => extractor.Dispose();
}
