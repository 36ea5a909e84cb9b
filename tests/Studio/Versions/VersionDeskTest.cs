using EdgeResNet.EdgeApp.Studio.Versions;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Studio.Versions;

public sealed class VersionDeskTest : IDisposable
{
    private readonly TinyRoom tiny = new();
    private readonly VersionDesk desk;

    public VersionDeskTest()
    {
        desk = new VersionDesk(tiny.Room, TinyRoom.Options);
        tiny.Room.Start();
    }

    public void Dispose()
    {
        desk.Dispose();
        tiny.Dispose();
    }

    [Fact]
    public void A_version_is_saved_promoted_and_taken_back()
    {
        tiny.Add(5, 0, "circle", "cross");
        Assert.Equal((null, true), tiny.Room.VersionNow());
        Save("first");
        Assert.Equal(("001", false), tiny.Room.VersionNow());
        tiny.Add(2, 50, "circle", "cross");
        Assert.Equal(("001", true), tiny.Room.VersionNow());
        Save(null);
        SavedVersion[] versions = [.. desk.Shelf.List()];
        Assert.Equal(["first", "album-002"], versions.Select(version => version.Card.Name));
        Assert.Equal([10, 14], versions.Select(version => version.Learned!.Pictures.Count));

        desk.Promote("001");
        Assert.Equal(versions[0].Sha256, tiny.Answers[^1].Sha256);
        desk.Promote("002");
        desk.Back();
        Assert.Equal((versions[0].Sha256, "001"), (tiny.Answers[^1].Sha256, desk.Shelf.Current));
        Assert.Equal(14, desk.Compare("001", "002").Pictures + desk.Compare("001", "002").LeftOut);
    }

    [Fact]
    public async Task A_promoted_version_answers_until_the_pictures_change()
    {
        tiny.Add(4, 0, "circle", "cross");
        Save(null);
        desk.Promote("001");
        string promoted = tiny.Answers[^1].Sha256;
        tiny.Room.Use(new AnswerSettings(Strength: 0.5));
        await RealTime.PassAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.Equal(promoted, tiny.Answers[^1].Sha256);
        tiny.Add(1, 50, "circle");
        Eventually.True(() => tiny.Answers[^1].Sha256 != promoted);
    }

    [Fact]
    public void A_version_that_does_not_run_stays_unpromoted()
    {
        tiny.Add(3, 0, "circle", "cross");
        Save(null);
        Save(null);
        desk.Promote("001");
        string model = Path.Combine(desk.Shelf.Folder, "002", "model.onnx");
        File.WriteAllText(model, "damaged");
        Assert.Throws<InputException>(() => desk.Promote("002"));
        Assert.Equal("001", desk.Shelf.Current);
    }

    [Fact]
    public void What_cannot_be_saved_is_refused_with_the_reason()
    {
        Assert.Contains("two classes", Assert.Throws<InputException>(() => desk.Save(null)).Message, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => desk.Save(" "));
        tiny.Add(4, 0, "circle", "cross");
        desk.Save(null);
        Assert.Contains("being made", Assert.Throws<InputException>(() => desk.Save(null)).Message, StringComparison.Ordinal);
        Eventually.True(() => !desk.IsBusy);
    }

    private void Save(string? name)
    {
        desk.Save(name);
        Eventually.True(() => !desk.IsBusy);
        Assert.Equal("idle", TinyRoom.State(desk).GetProperty("state").GetString());
    }
}
