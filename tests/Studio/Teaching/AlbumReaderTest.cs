using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Studio.Teaching;

public sealed class AlbumReaderTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_picture_that_is_away_while_it_is_learned_is_learned_when_it_is_back()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        PatchModel.WritePicture(folder["album/cup/1.png"], 1, 0);
        using Album album = Album.Open(folder["album"], _ => { });
        using StudioNetwork network = StudioNetwork.Open(PatchModel.Write(folder["patches.onnx"]), new ClassifierOptions { ExecutionProvider = "cpu", Threads = 1 }, album.Hidden, _ => { }, stop);
        AlbumReader reader = new(album, network);
        reader.Scan(stop);
        album.Delete(["cup/1.png"]);
        Assert.True(reader.Compute(onlyUnknown: false, () => true, stop));
        Assert.False(reader.Compute(onlyUnknown: false, () => true, stop));
        album.Undo();
        reader.Scan(stop);
        Assert.True(reader.Compute(onlyUnknown: false, () => true, stop));
        PictureSnapshot now = reader.Snapshot();
        Assert.Equal((1, 0), (now.Pictures.Count, now.Problems.Count));
    }
}
