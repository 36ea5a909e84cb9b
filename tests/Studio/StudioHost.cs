using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Studio;

/// <summary>A studio on a temporary folder, without a pipeline. The classifiers that it offers are kept.</summary>
internal sealed class StudioHost : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<IImageClassifier> offered = [];

    /// <summary>Prepares it; <see cref="Start"/> opens it.</summary>
    public StudioHost() => Directory.CreateDirectory(folder["pictures"]);

    public string Pictures => folder["pictures"];

    public StudioRoom Room { get; private set; } = null!;

    /// <summary>The newest classifier; null before the first.</summary>
    public IImageClassifier? Newest
    {
        get
        {
            lock (offered)
            {
                return offered.Count == 0 ? null : offered[^1];
            }
        }
    }

    /// <summary>A path among the pictures.</summary>
    public string this[string path] => Path.Combine(Pictures, path);

    /// <summary>Opens the studio and begins to teach.</summary>
    /// <param name="own">Labels of the network's own classes; none: a network without a head.</param>
    public StudioHost Start(params string[] own)
    {
        string model = PatchModel.Write(folder["patches.onnx"], own);
        Album album = Album.Open(Pictures, _ => { });
        StudioNetwork network = StudioNetwork.Open(model, new ClassifierOptions { ExecutionProvider = "cpu", Threads = 1 }, album.Hidden, _ => { }, TestContext.Current.CancellationToken);
        Room = new StudioRoom(album, network) { Replace = Keep };
        Room.Start();
        return this;
    }

    /// <summary>Waits for a snapshot.</summary>
    public PictureSnapshot Wait(Func<PictureSnapshot, bool> condition)
    {
        Eventually.True(() => condition(Room.Current), () => $"{Room.Current.Pictures.Count} pictures of {string.Join(", ", Room.Current.Folders)}; {string.Join("; ", Room.Problems)}");
        return Room.Current;
    }

    /// <summary>Waits for a classifier with these labels.</summary>
    public IImageClassifier WaitFor(params string[] labels)
    {
        Eventually.True(() => Newest is { } newest && newest.OutputSpec.Labels.SequenceEqual(labels), () => $"{string.Join(", ", Newest?.OutputSpec.Labels ?? [])}; {string.Join("; ", Room.Problems)}");
        return Newest!;
    }

    public void Dispose()
    {
        Room?.Dispose();
        offered.ForEach(classifier => classifier.Dispose());
        folder.Dispose();
    }

    private void Keep(IImageClassifier classifier)
    {
        lock (offered)
        {
            offered.Add(classifier);
        }
    }
}
