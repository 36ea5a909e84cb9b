using EdgeResNet.EdgeApp.Studio.Quality;
using EdgeResNet.EdgeApp.Studio.Versions;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Studio.Quality;
using EdgeResNet.Tests.Teaching;

namespace EdgeResNet.Tests.Studio.Versions;

/// <summary>An album of drawings on a tiny network.</summary>
internal sealed class SmallAlbum : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SmallAlbum()
    {
        Network = Backbone.OfFile("tiny", TinyBackbone.Write(folder["tiny.onnx"]));
        Shelf = new VersionShelf(Hidden);
        Add(6, 0, "circle", "cross", "stripes");
    }

    public string Path => folder["album"];

    public string Hidden => folder["album/.edgeresnet/versions"];

    public Backbone Network { get; }

    public VersionShelf Shelf { get; }

    public void Add(int perClass, int seed, params string[] classes)
    {
        foreach (string name in classes)
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Path, name));
            for (int i = 0; i < perClass; i++)
            {
                Shapes.Draw(System.IO.Path.Combine(Path, name, $"{seed + i}.png"), name, seed + (i * 7) + name.Length);
            }
        }
    }

    public (JudgedPictures Pictures, int[] Groups) Now()
    {
        FolderImageSet set = FolderData.OpenWhole(Path, CancellationToken.None).Train;
        using PictureNetwork reader = new(Network, Network.Input, folder["cache"], _ => { });
        JudgedPictures pictures = JudgedPictures.Of(Judged.OfFiles(Path, set.Files), reader.Read(set, CancellationToken.None).Table, set.Classes);
        return (pictures, NearCopies.Join(pictures.Features, pictures.Files()).Groups);
    }

    public SavedVersion Save(string? name, Action<string> report, CancellationToken stop) =>
        new VersionWriter(Shelf, Network, Path, "album").Write(Now().Pictures, name, tuning: null, report, stop);

    public VersionComparison Compare(SavedVersion first, SavedVersion second)
    {
        (JudgedPictures pictures, int[] groups) = Now();
        return new VersionJudge(Path, pictures.Pictures, groups, pictures.Classes).Compare(first, second, CancellationToken.None);
    }

    public void Dispose() => folder.Dispose();
}
