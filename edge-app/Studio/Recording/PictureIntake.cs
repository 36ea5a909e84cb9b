using System.Numerics.Tensors;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Recording;

/// <summary>The one way of pictures into classes. Leaves out near copies of what the class has. Safe from any thread.</summary>
/// <param name="room">The studio.</param>
internal sealed class PictureIntake(StudioRoom room)
{
    private readonly Lock gate = new();
    private readonly List<(AlbumPicture Picture, float[] Features)> fresh = []; // not in the snapshot yet
    private AlbumOperation? newest;
    private long? newestRecording;

    /// <summary>Adds a picture unless the class has one like it. A picture like it in another class does not count: the label is new.</summary>
    /// <param name="label">The class.</param>
    /// <param name="name">Name of its file.</param>
    /// <param name="features">The network's features of the picture.</param>
    /// <param name="content">Makes the file's content and tells the origin; called only if the picture is kept.</param>
    /// <param name="recording">Pictures of the same recording are undone together; null: on its own.</param>
    /// <returns>Delivered, or skipped as a near copy.</returns>
    /// <exception cref="InputException">The disk takes nothing.</exception>
    public Outcome Add(string label, string name, float[] features, Func<(byte[] Content, PictureOrigin Origin)> content, long? recording)
    {
        lock (gate)
        {
            if (HasLike(label, features))
            {
                return Outcome.Skipped;
            }

            (byte[] bytes, PictureOrigin origin) = content();
            AlbumAddition added = room.Album.Add(label, name, bytes, origin, recording == newestRecording && recording is not null ? newest : null);
            (newest, newestRecording) = (added.Operation, recording);
            fresh.Add((added.Picture, features));
            room.Expect(added.Picture, features);
            return Outcome.Delivered;
        }
    }

    private bool HasLike(string label, float[] features)
    {
        PictureSnapshot known = room.Current;
        HashSet<string> paths = [.. known.Pictures.Select(picture => picture.Path)];
        fresh.RemoveAll(each => paths.Contains(each.Picture.Path) || !File.Exists(Path.Combine(room.Album.Folder, each.Picture.Path)));
        int place = known.Classes.Index().Where(each => each.Item == label).Select(each => each.Index).FirstOrDefault(-1);
        for (int i = 0; i < known.Pictures.Count; i++)
        {
            if (known.Features.Labels[i] == place && IsLike(features, known.Features[i]))
            {
                return true;
            }
        }

        return fresh.Exists(each => each.Picture.Label == label && IsLike(features, each.Features));
    }

    private static bool IsLike(ReadOnlySpan<float> first, ReadOnlySpan<float> second) => TensorPrimitives.CosineSimilarity(first, second) > NearCopies.LeastCosine;
}
