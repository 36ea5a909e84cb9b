using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>Pictures of each class of a snapshot.</summary>
/// <param name="Of">The snapshot.</param>
/// <param name="By">By class: all pictures, blurred ones, and those with a near copy before them.</param>
internal sealed record ClassCounts(PictureSnapshot Of, IReadOnlyDictionary<string, (int Pictures, int Blurred, int NearCopies)> By)
{
    /// <summary>Counts them.</summary>
    public static ClassCounts Count(PictureSnapshot snapshot, Album album)
    {
        Dictionary<string, (int, int, int)> counts = [];
        HashSet<int> groups = [];
        for (int i = 0; i < snapshot.Pictures.Count; i++)
        {
            AlbumPicture picture = snapshot.Pictures[i];
            (int pictures, int blurred, int copies) = counts.GetValueOrDefault(picture.Label);
            counts[picture.Label] = (pictures + 1, blurred + (album.Origin(picture) is { Blurred: true } ? 1 : 0), copies + (groups.Add(snapshot.Groups[i]) ? 0 : 1));
        }

        return new ClassCounts(snapshot, counts);
    }
}
