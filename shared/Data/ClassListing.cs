using System.Security.Cryptography;
using System.Text;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Shared.Data;

/// <summary>The pictures of one class in one split, as a training saw them.</summary>
/// <param name="Split">Data set and split.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="Pictures">How many.</param>
/// <param name="Sha256">Hash of <see cref="IImageSet.Fingerprint"/> of each, independent of their order; lower-case hexadecimal.</param>
internal sealed record ClassListing(string Split, string Class, int Pictures, string Sha256)
{
    private const int Named = 3;

    /// <summary>Lists every class of every split.</summary>
    /// <exception cref="InputException">A picture cannot be read.</exception>
    public static IReadOnlyList<ClassListing> Of(DataSplits data) =>
        [.. new[] { data.Train, data.Validation, data.Test }.OfType<IImageSet>().Distinct().SelectMany(Of)];

    /// <summary>What changed between two listings, for a message; null if nothing did.</summary>
    public static string? Difference(IReadOnlyList<ClassListing> before, IReadOnlyList<ClassListing> now)
    {
        Dictionary<(string, string), ClassListing> left = before.ToDictionary(each => (each.Split, each.Class));
        List<string> changes = [];
        foreach (ClassListing each in now)
        {
            left.Remove((each.Split, each.Class), out ClassListing? old);
            if (each != old)
            {
                changes.Add(each.Pictures == old?.Pictures
                    ? $"{each.Place} has other pictures"
                    : $"{each.Place} has {Counted.Of(each.Pictures, "picture")}, had {old?.Pictures ?? 0}");
            }
        }

        changes.AddRange(left.Values.Select(old => $"{old.Place} is gone"));
        return changes.Count == 0 ? null : $"{string.Join(", ", changes.Take(Named))}{(changes.Count > Named ? $" and {changes.Count - Named} more" : "")}";
    }

    private string Place => $"'{Class}' of {Split}";

    private static IEnumerable<ClassListing> Of(IImageSet set)
    {
        string[] pictures = Fingerprints(set);
        return Enumerable.Range(0, set.Count).GroupBy(set.Label).OrderBy(members => members.Key).Select(members => new ClassListing(
            set.Name,
            set.Classes[members.Key],
            members.Count(),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', members.Select(index => pictures[index]).Order(StringComparer.Ordinal)))))));
    }

    private static string[] Fingerprints(IImageSet set)
    {
        try
        {
            return [.. Enumerable.Range(0, set.Count).AsParallel().AsOrdered().Select(set.Fingerprint)];
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is UserException first)
        {
            throw new InputException(first.Message, e);
        }
    }
}
