using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Sinks.Collecting;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Studio.Labelling;

/// <summary>
/// Moves pictures of the inbox into a class or to the trash, each with its description, so that undoing brings both back. A program that
/// collects at the same time may delete a picture first; such pictures are left out.
/// </summary>
/// <param name="album">The album.</param>
internal sealed class InboxLabels(Album album)
{
    private const int JpegQuality = 95;

    /// <summary>Moves pictures into a class. What the network did not see, outside the region, is cut off.</summary>
    /// <param name="ids">Their names.</param>
    /// <param name="label">The class.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="UsageException">The class has an impossible name.</exception>
    /// <exception cref="InputException">The disk takes nothing.</exception>
    public AlbumOperation Label(IReadOnlyList<string> ids, string label) => album.Adopt(
        label,
        [.. ids.Distinct().Where(InboxFolder.IsId).Select(Adoption).OfType<AlbumAdoption>()]);

    /// <summary>Moves pictures to the trash.</summary>
    /// <param name="ids">Their names.</param>
    public AlbumOperation Discard(IReadOnlyList<string> ids) => album.Adopt(
        label: null,
        [.. ids.Distinct().Where(InboxFolder.IsId).Select(id => new AlbumAdoption(InboxFolder.PathOf(id), [InboxFolder.DescriptionOf(id)]))]);

    private AlbumAdoption? Adoption(string id)
    {
        try
        {
            InboxEntry entry = StrictJson.Read<InboxEntry>(Path.Combine(album.Folder, InboxFolder.DescriptionOf(id)));
            string path = InboxFolder.PathOf(id);
            PixelRect? region = entry.Region is { } seen ? new PixelRect(seen.X, seen.Y, seen.Width, seen.Height) : null;
            return new AlbumAdoption(path, [InboxFolder.DescriptionOf(id)])
            {
                Content = region is PixelRect part ? Cut(RegularFile.ReadBytes(Path.Combine(album.Folder, path)), part) : null,
                Origin = new PictureOrigin(entry.Source, entry.Time, region, entry.Sha256),
            };
        }
        catch (InputException)
        {
            return null; // deleted by the program that collects, or damaged
        }
    }

    /// <summary>The part of a picture as a file of its own; null if it is the whole, or the picture is damaged.</summary>
    private static byte[]? Cut(byte[] jpeg, PixelRect part)
    {
        using Mat whole = Cv2.ImDecode(jpeg, ImreadModes.Color);
        Rect inside = new Rect(part.X, part.Y, part.Width, part.Height) & new Rect(0, 0, whole.Width, whole.Height);
        if (inside.Width == 0 || inside.Height == 0 || inside.Size == whole.Size())
        {
            return null;
        }

        using Mat seen = new(whole, inside);
        return Jpeg.Encode(seen, JpegQuality);
    }
}
