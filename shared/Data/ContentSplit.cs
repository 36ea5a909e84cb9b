using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Data;

/// <summary>
/// Divides picture files by content: a hash of the file's bytes and the seed gives each picture a place between 0 and 1. The
/// lowest places are held out. A place depends on no other picture: a growing folder keeps its held-out pictures, a renamed file
/// stays in its part, and copies of a file are never on both sides. Chance is bounded: each class holds out at least one picture
/// and at most one and a half times the share, and keeps two to learn from, as far as it has them.
/// </summary>
internal sealed class ContentSplit
{
    private const int LeastLearned = 2; // pictures of a class

    private readonly FolderImageSet source;
    private readonly byte[][] hashes; // SHA-256 of each file
    private readonly double[] places;

    /// <summary>Reads every file once.</summary>
    /// <param name="source">The pictures.</param>
    /// <param name="seed">Chooses the places.</param>
    /// <param name="stop">Checked between files.</param>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public ContentSplit(FolderImageSet source, long seed, CancellationToken stop)
    {
        this.source = source;
        hashes = HashAll(source.Files, stop);
        places = [.. hashes.Select(hash => Place(hash, seed))];
    }

    /// <summary>
    /// Cuts a part off, class by class: the places below <paramref name="end"/>, within the bounds of the class. A class with one picture, or
    /// with copies of one, is only learned.
    /// </summary>
    /// <returns>The part and the rest: indices into the source, in its order.</returns>
    /// <exception cref="InputException">No class has a second picture.</exception>
    public (int[] HeldOut, int[] Others) Parts(double end)
    {
        List<int> held = [];
        foreach ((_, List<int[]> order) in Classes())
        {
            held.AddRange(HeldOut(order, end).SelectMany(copies => copies));
        }

        return held.Count > 0
            ? (Sorted(held), Rest(held))
            : throw new InputException($"{source.Name}: no class has a second picture to hold out for validation; add some, or divide them by hand into train and val");
    }

    /// <summary>
    /// Halves the held-out part of <see cref="Parts"/>, class by class, at the middle of the places; each half has a picture of every class.
    /// A class with a single held-out picture gives it to the comparison, and the next one, out of the rest, to the choice.
    /// </summary>
    /// <param name="end">As of <see cref="Parts"/>.</param>
    /// <exception cref="InputException">A class has too few pictures.</exception>
    public HalvedHoldout Halve(double end)
    {
        (List<int> comparison, List<int> choice, List<string> known) = ([], [], []);
        foreach ((int label, List<int[]> order) in Classes())
        {
            if (order.Count < 3)
            {
                throw TooFew(source.Classes[label], order.Sum(copies => copies.Length));
            }

            List<int[]> held = HeldOut(order, end);
            int middle = Middle(held, end / 2);
            comparison.AddRange(held.Take(middle).SelectMany(copies => copies));
            choice.AddRange(held.Skip(middle).SelectMany(copies => copies));
            if (middle == held.Count)
            {
                known.Add(source.Classes[label]);
                choice.AddRange(order.First(copies => !held.Contains(copies)));
            }
        }

        return new HalvedHoldout(Sorted(comparison), Sorted(choice), Rest([.. comparison, .. choice]), known);
    }

    /// <summary>Halves all pictures in the same way; null if a class has a single picture, or only copies of one.</summary>
    public (int[] Comparison, int[] Choice)? Halve()
    {
        List<int> comparison = [];
        foreach ((_, List<int[]> order) in Classes())
        {
            int middle = Middle(order, 0.5);
            if (middle == order.Count)
            {
                return null;
            }

            comparison.AddRange(order.Take(middle).SelectMany(copies => copies));
        }

        return (Sorted(comparison), Rest(comparison));
    }

    /// <summary>A hash of some pictures with their classes, independent of file names and order; lower-case hexadecimal.</summary>
    public string Fingerprint(IEnumerable<int> indices)
    {
        IEnumerable<string> lines = indices.Select(index => $"{Convert.ToHexStringLower(hashes[index])} {source.Classes[source.Label(index)]}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Order(StringComparer.Ordinal)))));
    }

    /// <summary>The pictures of each class by their places; copies of a file are together.</summary>
    private IEnumerable<(int Label, List<int[]> Order)> Classes() =>
        Enumerable.Range(0, source.Count).GroupBy(source.Label).Select(members => (members.Key, members.GroupBy(index => places[index]).OrderBy(copies => copies.Key).Select(copies => copies.ToArray()).ToList()));

    /// <summary>
    /// The held-out pictures of a class, by their places: those below <paramref name="end"/>, never more than the most, and in any
    /// case one: a higher least number would hold out what a model of a smaller folder has learned. Copies that are too many to be
    /// held out are learned.
    /// </summary>
    private List<int[]> HeldOut(List<int[]> order, double end)
    {
        if (order.Count < 2)
        {
            return [];
        }

        int pictures = order.Sum(copies => copies.Length);
        int most = Math.Max(1, Math.Min(pictures - LeastLearned, (int)(end * pictures * 3 / 2)));
        List<int[]> held = [];
        int count = 0;
        foreach (int[] copies in order)
        {
            if ((places[copies[0]] < end || count == 0) && count + copies.Length <= most)
            {
                held.Add(copies);
                count += copies.Length;
            }
        }

        return held.Count > 0 ? held : [order.MinBy(copies => copies.Length)!]; // all are copies: the fewest
    }

    /// <summary>Number of places below <paramref name="end"/> with at least one on each side; all if there is only one.</summary>
    private int Middle(List<int[]> order, double end) => order.Count < 2 ? order.Count : Math.Clamp(order.Count(copies => places[copies[0]] < end), 1, order.Count - 1);

    private int[] Rest(List<int> taken)
    {
        HashSet<int> others = [.. taken];
        return [.. Enumerable.Range(0, source.Count).Where(index => !others.Contains(index))];
    }

    private static int[] Sorted(List<int> indices) => [.. indices.Order()];

    private static double Place(byte[] hash, long seed)
    {
        Span<byte> seeded = stackalloc byte[sizeof(long) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64LittleEndian(seeded, seed);
        hash.CopyTo(seeded[sizeof(long)..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(seeded)) / (double)(1UL << 63) / 2;
    }

    private static byte[][] HashAll(IReadOnlyList<string> files, CancellationToken stop)
    {
        try
        {
            return [.. files.AsParallel().AsOrdered().WithCancellation(stop).Select(Hash)];
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is UserException first)
        {
            throw new InputException(first.Message, e);
        }
    }

    private static byte[] Hash(string file) => RegularFile.Read(file, stream => SHA256.HashData(stream));

    private InputException TooFew(string name, int count) => new($"{source.Name}: class '{name}' has {Counted.Of(count, "picture")}{(count < 3 ? "" : ", most of them copies")}; at least 3 are needed to hold one out for the comparison and one for the choice of the epoch");
}
