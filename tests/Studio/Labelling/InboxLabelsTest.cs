using EdgeResNet.EdgeApp.Sinks.Collecting;
using EdgeResNet.EdgeApp.Studio.Labelling;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.Shared.Imaging;
using OpenCvSharp;

namespace EdgeResNet.Tests.Studio.Labelling;

public sealed class InboxLabelsTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string[] Waits => [.. Directory.GetFiles(folder["inbox"]).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_labelled_picture_lies_in_its_class_with_its_origin_and_comes_back()
    {
        Put("one", "two");
        using Album album = Open();
        Assert.Equal("move 2 pictures", new InboxLabels(album).Label(["one", "two"], "fox").Text);
        Assert.Empty(Waits);
        AlbumPicture[] pictures = [.. album.Scan([("fox/one.jpg", "fox"), ("fox/two.jpg", "fox")])];
        Assert.Equal(new PictureOrigin("camera:7", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), null, new string('a', 64)), album.Origin(pictures[0]));
        album.Undo();
        Assert.Equal(["one.jpg", "one.json", "two.jpg", "two.json"], Waits);
        Assert.Equal(2, new InboxFolder(folder.Path).Read().Count);
        album.Redo();
        Assert.Equal((0, 2), (Waits.Length, Directory.GetFiles(folder["fox"]).Length));
    }

    [Fact]
    public void What_the_network_did_not_see_is_cut_off()
    {
        Waiting.Write(folder.Path, "one", Waiting.Entry([1, 0], region: new InboxRegion(8, 4, 32, 24)));
        using Album album = Open();
        Assert.Equal("move 1 picture", new InboxLabels(album).Label(["one"], "fox").Text);
        using Mat seen = Cv2.ImRead(folder["fox/one.jpg"]);
        Assert.Equal(new Size(32, 24), seen.Size());
        Assert.InRange(seen.Mean()[0], 190, 210);
        AlbumPicture picture = Assert.Single(album.Scan([("fox/one.jpg", "fox")]));
        Assert.Equal(new PixelRect(8, 4, 32, 24), album.Origin(picture)!.Region);
        album.Undo();
        Assert.Equal(["one.jpg", "one.json"], Waits);
        using Mat whole = Cv2.ImRead(folder["inbox/one.jpg"]);
        Assert.Equal(new Size(64, 48), whole.Size());
        Assert.Empty(Directory.GetFiles(folder["fox"]));
    }

    [Fact]
    public void Discarded_pictures_go_to_the_trash_with_their_descriptions()
    {
        Put("one", "two");
        using Album album = Open();
        Assert.Equal("delete 1 picture", new InboxLabels(album).Discard(["one"]).Text);
        Assert.Equal(["two.jpg", "two.json"], Waits);
        album.Undo();
        Assert.Equal(4, Waits.Length);
    }

    [Fact]
    public void Pictures_that_the_collecting_program_deletes_meanwhile_are_left_out()
    {
        Put("one", "two");
        using Album album = Open();
        File.Delete(folder["inbox/one.jpg"]);
        File.Delete(folder["inbox/two.json"]);
        Assert.Empty(new InboxLabels(album).Label(["one", "two", "three"], "fox").Moves);
        Assert.Equal(["one.json", "two.jpg"], Waits);
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("sub/one")]
    [InlineData(".hidden")]
    [InlineData("")]
    public void Names_lead_nowhere_else(string id)
    {
        Put("one");
        File.WriteAllText(folder["secret.jpg"], "x");
        File.WriteAllText(folder["secret.json"], "x");
        using Album album = Open();
        InboxLabels labels = new(album);
        Assert.Empty(labels.Label([id], "fox").Moves);
        Assert.Empty(labels.Discard([id]).Moves);
        Assert.Throws<UsageException>(() => labels.Label(["one"], "../fox"));
        Assert.Equal(2, Waits.Length);
    }

    [Fact]
    public void A_picture_counts_once_its_description_is_whole()
    {
        Put("one");
        InboxFolder inbox = new(folder.Path);
        Assert.Equal("one", Assert.Single(inbox.Read()).Id);
        File.WriteAllText(folder["inbox/two.jpg"], "x");
        Assert.Single(inbox.Read());
        File.WriteAllText(folder["inbox/two.json"], "{ \"time\":");
        Assert.Single(inbox.Read());
        File.Delete(folder["inbox/two.json"]);
        Put("two");
        File.SetLastWriteTimeUtc(folder["inbox/two.json"], new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal((2, 2), (inbox.Read().Count, inbox.Count()));
    }

    private void Put(params string[] ids) => Array.ForEach(ids, id => Waiting.Write(folder.Path, id, Waiting.Entry([1, id.Length])));

    private Album Open() => Album.Open(folder.Path, _ => { });
}
