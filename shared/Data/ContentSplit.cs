using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Data;

/// <summary>
/// Divides picture files by content: a hash of the file's bytes and the seed gives each picture a place between 0 and 1. The
/// lowest places are held out. A place depends on no other picture: a growing folder keeps its held-out pictures, a renamed file
/// stays in its part, and copies of a file are never on both sides.
/// </summary>
internal sealed class ContentSplit
{
    private readonly FolderImageSet source;
    private readonly byte[][] hashes; // SHA-256 of each file
    private readonly double[] places;

    /// <summary>Reads every file once.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public ContentSplit(FolderImageSet source, long seed)
    {
        this.source = source;
        hashes = HashAll(source.Files);
        places = [.. hashes.Select(hash => Place(hash, seed))];
    }

    /// <summary>
    /// Cuts a part off, class by class: the places below <paramref name="end"/>. Both parts have at least one picture of every class.
    /// If a class has no place below the end, its lowest one is held out, until an added picture is lower.
    /// </summary>
    /// <returns>The part and the rest: indices into the source, in its order.</returns>
    /// <exception cref="InputException">A class has too few pictures.</exception>
    public (int[] HeldOut, int[] Others) Parts(double end)
    {
        List<int>[] parts = [[], []];
        foreach ((int label, int[] order) in Classes())
        {
            int held = Take(order, 0, end);
            if (held == order.Length)
            {
                throw TooFew(source.Classes[label], order.Length, 2);
            }

            parts[0].AddRange(order.AsSpan(0, held));
            parts[1].AddRange(order.AsSpan(held));
        }

        return (Sorted(parts[0]), Sorted(parts[1]));
    }

    /// <summary>
    /// Halves the held-out part of <see cref="Parts"/>, class by class, at the middle of the places; each half has a picture of every class.
    /// A class with a single held-out picture gives it to the comparison, and the next one, out of the rest, to the choice.
    /// </summary>
    /// <param name="end">As of <see cref="Parts"/>.</param>
    /// <exception cref="InputException">A class has too few pictures.</exception>
    public HalvedHoldout Halve(double end)
    {
        List<int>[] parts = [[], [], []];
        List<string> known = [];
        foreach ((int label, int[] order) in Classes())
        {
            int held = Take(order, 0, end);
            int middle = Middle(order[..held], end / 2);
            int last = held;
            if (middle == held && held < order.Length)
            {
                known.Add(source.Classes[label]);
                last = Take(order, held, end);
            }

            if (last == order.Length)
            {
                throw TooFew(source.Classes[label], order.Length, 3);
            }

            parts[0].AddRange(order.AsSpan(0, middle));
            parts[1].AddRange(order.AsSpan(middle, last - middle));
            parts[2].AddRange(order.AsSpan(last));
        }

        return new HalvedHoldout(Sorted(parts[0]), Sorted(parts[1]), Sorted(parts[2]), known);
    }

    /// <summary>Halves all pictures in the same way; null if a class has a single picture, or only copies of one.</summary>
    public (int[] Comparison, int[] Choice)? Halve()
    {
        List<int>[] parts = [[], []];
        foreach ((_, int[] order) in Classes())
        {
            int middle = Middle(order, 0.5);
            if (middle == order.Length)
            {
                return null;
            }

            parts[0].AddRange(order.AsSpan(0, middle));
            parts[1].AddRange(order.AsSpan(middle));
        }

        return (Sorted(parts[0]), Sorted(parts[1]));
    }

    /// <summary>A hash of some pictures with their classes, independent of file names and order; lower-case hexadecimal.</summary>
    public string Fingerprint(IEnumerable<int> indices)
    {
        IEnumerable<string> lines = indices.Select(index => $"{Convert.ToHexStringLower(hashes[index])} {source.Classes[source.Label(index)]}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Order(StringComparer.Ordinal)))));
    }

    /// <summary>The pictures of each class by their places.</summary>
    private IEnumerable<(int Label, int[] Order)> Classes() =>
        Enumerable.Range(0, source.Count).GroupBy(source.Label).Select(members => (members.Key, members.OrderBy(index => places[index]).ToArray()));

    /// <summary>End of the places below <paramref name="end"/> in <paramref name="order"/>: at least one picture, with its copies, after <paramref name="first"/>.</summary>
    private int Take(int[] order, int first, double end)
    {
        int next = first;
        while (next < order.Length && (places[order[next]] < end || next == first || places[order[next]] == places[order[next - 1]]))
        {
            next++;
        }

        return next;
    }

    /// <summary>Number of pictures below <paramref name="end"/> with at least one on each side; all if they are copies of one.</summary>
    private int Middle(int[] order, double end)
    {
        int middle = Take(order, 0, end);
        if (middle < order.Length)
        {
            return middle;
        }

        int copies = order.Count(index => places[index] == places[order[^1]]);
        return copies < order.Length ? order.Length - copies : order.Length;
    }

    private static int[] Sorted(List<int> indices) => [.. indices.Order()];

    private static double Place(byte[] hash, long seed)
    {
        Span<byte> seeded = stackalloc byte[sizeof(long) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt64LittleEndian(seeded, seed);
        hash.CopyTo(seeded[sizeof(long)..]);
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(seeded)) / (double)(1UL << 63) / 2;
    }

    private static byte[][] HashAll(IReadOnlyList<string> files)
    {
        try
        {
            return [.. files.AsParallel().AsOrdered().Select(Hash)];
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is UserException first)
        {
            throw new InputException(first.Message, e);
        }
    }

    private static byte[] Hash(string file) => RegularFile.Read(file, stream => SHA256.HashData(stream));

    private InputException TooFew(string name, int count, int parts) => count < parts
        ? new InputException($"{source.Name}: class '{name}' has {Counted.Of(count, "picture")}; at least {parts} are needed to hold one out{(parts > 2 ? " for the comparison and one for the choice of the epoch" : " for validation")}")
        : new InputException($"{source.Name}: class '{name}': all of its {count} pictures are held out; add some, or divide them by hand into train and val");
}
