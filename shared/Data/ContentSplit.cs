using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Data;

/// <summary>
/// Divides picture files by what is in them: a hash of the file's bytes and the seed gives each picture a place between 0 and 1,
/// and the first ones are held out. A picture's place depends on no other picture, so that a folder that grows keeps what
/// was held out, a file that is renamed stays where it was, and copies of one file are never on both sides.
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
    /// Cuts parts off, class by class: the first takes the places below <c>ends[0]</c>, the second those that are left below <c>ends[1]</c>, and
    /// so on, each at least one picture of every class; the last part of the answer is the rest, in which every class has one too.
    /// Only where a class has none below an end, its lowest stands in, which a new picture may relieve; none ever comes from the rest.
    /// </summary>
    /// <returns>Indices into the source, in its order.</returns>
    /// <exception cref="InputException">A class has too few pictures.</exception>
    public int[][] Parts(params double[] ends)
    {
        List<int>[] parts = [.. Enumerable.Range(0, ends.Length + 1).Select(_ => new List<int>())];
        foreach (IGrouping<int, int> members in Enumerable.Range(0, source.Count).GroupBy(source.Label))
        {
            int[] order = [.. members.OrderBy(index => places[index])];
            int next = 0;
            for (int part = 0; part < ends.Length; part++)
            {
                int first = next;
                while (next < order.Length && (places[order[next]] < ends[part] || next == first || places[order[next]] == places[order[next - 1]]))
                {
                    parts[part].Add(order[next++]);
                }
            }

            if (next == order.Length)
            {
                throw TooFew(source.Classes[members.Key], order.Length, ends.Length + 1);
            }

            parts[^1].AddRange(order.AsSpan(next));
        }

        return [.. parts.Select(part => part.Order().ToArray())];
    }

    /// <summary>A hash of some of the pictures with their classes, whatever their names and order; lower-case hexadecimal.</summary>
    public string Fingerprint(IEnumerable<int> indices)
    {
        IEnumerable<string> lines = indices.Select(index => $"{Convert.ToHexStringLower(hashes[index])} {source.Classes[source.Label(index)]}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines.Order(StringComparer.Ordinal)))));
    }

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

    private static byte[] Hash(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return SHA256.HashData(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(file, e);
        }
    }

    private InputException TooFew(string name, int count, int parts) => count < parts
        ? new InputException($"{source.Name}: class '{name}' has {Counted.Of(count, "picture")}; at least {parts} are needed to hold one out{(parts > 2 ? " for the comparison and one for the choice of the epoch" : " for validation")}")
        : new InputException($"{source.Name}: class '{name}': all of its {count} pictures fall into what is held out; add some, or divide them by hand into train and val");
}
