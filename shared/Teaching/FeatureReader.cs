using System.Collections.Concurrent;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Teaching;

/// <summary>The features of a folder's pictures.</summary>
/// <param name="Table">Features of the readable pictures, in the folder's order.</param>
/// <param name="Kept">Their places in the folder's set.</param>
/// <param name="Groups">Files with the same content have the same number; near copies too, once <see cref="NearCopies"/> has joined them.</param>
/// <param name="Unreadable">Reasons for the unreadable pictures, a line each.</param>
/// <param name="Computed">Number of pictures that were not in the cache.</param>
internal sealed record FeatureRead(FeatureTable Table, int[] Kept, int[] Groups, IReadOnlyList<string> Unreadable, int Computed)
{
    /// <summary>The same without the pictures at some places of the table.</summary>
    public FeatureRead Without(IReadOnlySet<int> places)
    {
        int[] rest = [.. Enumerable.Range(0, Table.Count).Where(index => !places.Contains(index))];
        return this with { Table = Table.Subset(rest), Kept = [.. rest.Select(index => Kept[index])], Groups = [.. rest.Select(index => Groups[index])] };
    }
}

/// <summary>Computes the features of pictures, each file once.</summary>
/// <param name="extractor">The backbone.</param>
/// <param name="cache">Known features.</param>
internal sealed class FeatureReader(FeatureExtractor extractor, FeatureCache cache)
{
    private const int Ahead = 8; // decoded pictures waiting for the network

    /// <summary>Reads all picture files of a folder.</summary>
    /// <param name="set">Picture files with classes.</param>
    /// <param name="progress">Receives the number of finished pictures.</param>
    /// <param name="stop">Checked between pictures.</param>
    public FeatureRead Read(FolderImageSet set, Action<int> progress, CancellationToken stop) => Read(set, index => PictureContent.OfFile(set.Files[index]), progress, stop);

    /// <summary>Reads all pictures of any set.</summary>
    /// <param name="set">Pictures with classes.</param>
    /// <param name="open">Opens a picture of the set by its place; called on another thread.</param>
    /// <param name="progress">Receives the number of finished pictures.</param>
    /// <param name="stop">Checked between pictures.</param>
    public FeatureRead Read(IImageSet set, Func<int, PictureContent> open, Action<int> progress, CancellationToken stop)
    {
        float[]?[] rows = new float[set.Count][];
        string[] hashes = new string[set.Count];
        string?[] faults = new string[set.Count];
        (int computed, int done) = (0, 0);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using BlockingCollection<(int Index, DecodedImage? Picture)> decoded = new(Ahead);
        Task decoding = Task.Run(() => Decode(set.Count, open, hashes, faults, decoded, ended.Token), CancellationToken.None);
        try
        {
            foreach ((int index, DecodedImage? picture) in decoded.GetConsumingEnumerable(stop))
            {
                if (picture is not null && (rows[index] = cache.Find(hashes[index])) is null) // a copy may be known by now
                {
                    float[] features = new float[extractor.Width];
                    extractor.Run(picture.View, features);
                    cache.Add(hashes[index], features);
                    rows[index] = features;
                    computed++;
                }
                else if (faults[index] is null)
                {
                    rows[index] = cache.Find(hashes[index]);
                }

                progress(++done);
            }
        }
        finally
        {
            ended.Cancel();
            decoding.Wait(CancellationToken.None);
        }

        cache.Save(hashes.OfType<string>().ToHashSet());
        int[] kept = [.. Enumerable.Range(0, set.Count).Where(index => rows[index] is not null)];
        Dictionary<string, int> groups = [];
        return new FeatureRead(
            new FeatureTable([.. kept.SelectMany(index => rows[index]!)], [.. kept.Select(set.Label)], set.Classes.Count),
            kept,
            [.. kept.Select(index => groups.TryGetValue(hashes[index], out int group) ? group : groups[hashes[index]] = groups.Count)],
            [.. faults.OfType<string>()],
            computed);
    }

    /// <summary>Hashes each file and decodes those that are not in the cache.</summary>
    private void Decode(int count, Func<int, PictureContent> open, string[] hashes, string?[] faults, BlockingCollection<(int Index, DecodedImage? Picture)> decoded, CancellationToken stop)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                DecodedImage? picture = null;
                try
                {
                    PictureContent content = open(i);
                    hashes[i] = content.Sha256;
                    picture = cache.Find(content.Sha256) is null ? content.Decode() : null;
                }
                catch (InputException e)
                {
                    faults[i] = e.Message;
                }

                decoded.Add((i, picture), stop);
            }
        }
        catch (OperationCanceledException)
        {
            // the reader has stopped
        }
        finally
        {
            decoded.CompleteAdding();
        }
    }
}
