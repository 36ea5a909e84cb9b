using System.Numerics.Tensors;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Teaching;
using SmallPicture = EdgeResNet.Shared.Bundles.Thumbnail;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>The pictures of a studio's album, as those that its head learned from.</summary>
internal sealed class SnapshotPictures(StudioRoom room) : ILearnedPictures
{
    public IReadOnlyList<NearPicture> Nearest(ReadOnlySpan<float> features, int count)
    {
        PictureSnapshot now = room.Current;
        if (now.Features.Width != features.Length)
        {
            return [];
        }

        float[] cosines = new float[now.Pictures.Count];
        for (int i = 0; i < cosines.Length; i++)
        {
            cosines[i] = TensorPrimitives.CosineSimilarity(features, now.Features[i]);
        }

        return NearPicture.Nearest(cosines, count, i => (Path.GetFileName(now.Pictures[i].Path), now.Pictures[i].Sha256, now.Pictures[i].Label));
    }

    public byte[]? Thumbnail(string sha256)
    {
        if (room.Current.Pictures.FirstOrDefault(picture => picture.Sha256 == sha256) is not AlbumPicture found)
        {
            return null;
        }

        try
        {
            return SmallPicture.Jpeg(ImageDecoder.Decode(Path.Combine(room.Album.Folder, found.Path)));
        }
        catch (InputException)
        {
            return null; // it was deleted meanwhile
        }
    }
}
