namespace EdgeResNet.EdgeApp.Studio.Labelling;

/// <summary>Pictures of the inbox that look alike, to be labelled together.</summary>
/// <param name="Suggested">What a person said they show, else the best class of most; null without either.</param>
/// <param name="Pictures">In the order of their names.</param>
internal sealed record InboxGroup(string? Suggested, IReadOnlyList<WaitingPicture> Pictures)
{
    /// <summary>Its name: that of its first picture.</summary>
    public string Id => Pictures[0].Id;
}

/// <summary>Forms the groups.</summary>
internal static class InboxGroups
{
    /// <summary>Smallest mean cosine of two joined groups. Near copies have 0.98, and a group may show a thing from several sides.</summary>
    public const float LeastCosine = 0.85f;

    private const int MostPictures = 4000; // the newest; n² cosines

    /// <summary>Groups pictures: the largest group first, among equal ones the most doubtful.</summary>
    /// <param name="pictures">In the order of their names.</param>
    public static IReadOnlyList<InboxGroup> Of(IReadOnlyList<WaitingPicture> pictures) =>
    [
        .. pictures.TakeLast(MostPictures)
            .GroupBy(picture => (picture.Entry.Label, picture.Features.Length)) // features of networks of other widths cannot be compared
            .SelectMany(Alike)
            .OrderByDescending(group => group.Pictures.Count)
            .ThenByDescending(group => group.Pictures.Average(picture => picture.Doubt))
            .ThenBy(group => group.Id, StringComparer.Ordinal),
    ];

    private static IEnumerable<InboxGroup> Alike(IEnumerable<WaitingPicture> comparable)
    {
        WaitingPicture[] pictures = [.. comparable];
        int[] cluster = Clusters.Of([.. pictures.Select(picture => picture.Features)], LeastCosine);
        return Enumerable.Range(0, pictures.Length).GroupBy(index => cluster[index]).Select(members => Group([.. members.Select(index => pictures[index])]));
    }

    private static InboxGroup Group(WaitingPicture[] members)
    {
        (string Label, int Pictures)[] votes = [.. members.Select(picture => picture.Entry.Group).OfType<string>().CountBy(label => label).OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key, StringComparer.Ordinal).Select(vote => (vote.Key, vote.Value))];
        string? majority = votes is [(string label, int count), ..] && 2 * count > members.Length ? label : null;
        return new InboxGroup(members[0].Entry.Label ?? majority, members);
    }
}
