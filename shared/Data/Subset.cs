using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Shared.Data;

/// <summary>Some pictures of another set, in a given order.</summary>
internal sealed class Subset(string name, IImageSet source, int[] indices) : IImageSet
{
    public string Name => name;

    public int Count => indices.Length;

    public IReadOnlyList<string> Classes => source.Classes;

    public int Label(int index) => source.Label(indices[index]);

    public string Origin(int index) => source.Origin(indices[index]);

    public string Fingerprint(int index) => source.Fingerprint(indices[index]);

    public (int Width, int Height)? Size(int index) => source.Size(indices[index]);

    public void Read(int index, Preprocessor preprocessor, Span<byte> destination) => source.Read(indices[index], preprocessor, destination);

    /// <summary>At most <paramref name="count"/> pictures, evenly spread over the source's order.</summary>
    public static Subset Spread(IImageSet source, int count)
    {
        int taken = Math.Min(count, source.Count);
        return new Subset(source.Name, source, [.. Enumerable.Range(0, taken).Select(i => (int)((long)i * source.Count / taken))]);
    }

    /// <summary>Cuts about <paramref name="count"/> pictures out of <paramref name="source"/>, in proportion to the classes, by <paramref name="seed"/>.</summary>
    /// <returns>The rest and the cut, each in the source's order.</returns>
    /// <exception cref="InputException">A class would be left empty in either part.</exception>
    public static (Subset Kept, Subset Cut) Split(IImageSet source, int count, long seed, string restName, string cutName)
    {
        double share = (double)count / source.Count;
        bool[] cut = new bool[source.Count];
        foreach (IGrouping<int, int> members in Enumerable.Range(0, source.Count).GroupBy(source.Label))
        {
            int[] order = [.. members];
            Order.Shuffle(order, Order.Random(seed, members.Key));
            int taken = (int)Math.Round(order.Length * share, MidpointRounding.AwayFromZero);
            if (count > 0 && (taken == 0 || taken == order.Length))
            {
                if (order.Length < 2)
                {
                    throw new InputException($"{source.Name}: class '{source.Classes[members.Key]}' has {order.Length} picture; at least 2 are needed to hold one out for validation");
                }

                taken = Math.Clamp(taken, 1, order.Length - 1);
            }

            foreach (int index in order.AsSpan(0, taken))
            {
                cut[index] = true;
            }
        }

        string dataset = source.Name.Split('/')[0];
        int[] rest = [.. Enumerable.Range(0, source.Count).Where(i => !cut[i])];
        int[] held = [.. Enumerable.Range(0, source.Count).Where(i => cut[i])];
        return (new Subset($"{dataset}/{restName}", source, rest), new Subset($"{dataset}/{cutName}", source, held));
    }
}
