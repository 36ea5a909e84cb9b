using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Tests.Studio.Pictures;

public sealed class AlbumTest : IDisposable
{
    private static readonly PictureOrigin camera = new("camera:0", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), new PixelRect(1, 2, 3, 4), new string('a', 64));
    private readonly TemporaryFolder folder = new();
    private readonly List<string> reports = [];

    /// <summary>All pictures of the folder, without hidden ones.</summary>
    private string[] Files => [.. Directory.EnumerateFiles(folder.Path, "*.jpg", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder.Path, file)).Where(file => !file.StartsWith('.')).Order(StringComparer.Ordinal)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_new_picture_lies_in_its_class_with_its_origin()
    {
        using Album album = Open();
        Assert.Equal("cat/one.jpg", album.Add("cat", "one.jpg", [1], camera).Picture.Path);
        Assert.Equal("cat/one-2.jpg", album.Add("cat", "one.jpg", [2], camera).Picture.Path);
        AlbumPicture[] pictures = [.. album.Scan(Files.Select(file => (file, "cat")))];
        Assert.Equal(["cat/one-2.jpg", "cat/one.jpg"], pictures.Select(picture => picture.Path));
        Assert.All(pictures, picture => Assert.Equal(camera, album.Origin(picture)));
    }

    [Fact]
    public void Every_change_is_undone_and_done_again_also_after_a_restart()
    {
        using (Album album = Open())
        {
            album.Add("cat", "one.jpg", [1], camera);
            album.Add("cat", "two.jpg", [2], camera);
            album.Move(["cat/one.jpg"], "dog");
            album.Delete(["cat/two.jpg"]);
            Assert.Equal(["dog/one.jpg"], Files);
        }

        using (Album album = Open())
        {
            Assert.Equal(AlbumOperationKind.Delete, album.Undo()!.Kind);
            Assert.Equal(["cat/two.jpg", "dog/one.jpg"], Files);
            Assert.Equal(AlbumOperationKind.Move, album.Undo()!.Kind);
            Assert.Equal(["cat/one.jpg", "cat/two.jpg"], Files);
        }

        using (Album album = Open())
        {
            Assert.Equal(AlbumOperationKind.Move, album.Redo()!.Kind);
            Assert.Equal(AlbumOperationKind.Delete, album.Redo()!.Kind);
            Assert.Null(album.Redo());
            Assert.Equal(["dog/one.jpg"], Files);
            Assert.Equal(4, Enumerable.Range(0, 9).Count(_ => album.Undo() is not null));
            Assert.Empty(Files);
        }
    }

    [Fact]
    public void A_new_change_ends_what_could_be_done_again()
    {
        using Album album = Open();
        album.Add("cat", "one.jpg", [1], camera);
        album.Undo();
        album.Add("cat", "two.jpg", [2], camera);
        Assert.Null(album.Redo());
        Assert.Equal(["cat/two.jpg"], Files);
    }

    [Fact]
    public void A_picture_comes_back_beside_one_that_took_its_place()
    {
        using Album album = Open();
        album.Add("cat", "one.jpg", [1], camera);
        album.Delete(["cat/one.jpg"]);
        File.WriteAllBytes(folder["cat/one.jpg"], [2]);
        album.Undo();
        Assert.Equal(["cat/one-2.jpg", "cat/one.jpg"], Files);
        Assert.Equal([1], File.ReadAllBytes(folder["cat/one-2.jpg"]));
        album.Redo();
        Assert.Equal([2], File.ReadAllBytes(folder["cat/one.jpg"]));
        Assert.Equal(["cat/one.jpg"], Files);
    }

    [Theory]
    [InlineData(AlbumDatabase.Doing, "dog/one.jpg", "dog/two.jpg")]
    [InlineData(AlbumDatabase.Undoing, "cat/one.jpg", "cat/two.jpg")]
    public void An_interrupted_change_is_completed_at_the_next_start(string state, params string[] expected)
    {
        using (Album album = Open())
        {
            album.Add("cat", "one.jpg", [1], camera);
            album.Add("cat", "two.jpg", [2], camera);
        }

        using (AlbumDatabase database = AlbumDatabase.Open(folder[".edgeresnet/studio.db"], reports.Add))
        {
            database.Set(database.Plan(AlbumOperationKind.Move, [new AlbumMove("cat/one.jpg", "dog/one.jpg"), new AlbumMove("cat/two.jpg", "dog/two.jpg")]), state);
        }

        Directory.CreateDirectory(folder["dog"]);
        File.Move(folder["cat/one.jpg"], folder["dog/one.jpg"]); // killed here
        using Album again = Open();
        Assert.Equal(expected, Files);
    }

    [Fact]
    public void A_rename_leaves_no_empty_class_also_when_it_is_undone()
    {
        using Album album = Open();
        album.Add("cat", "one.jpg", [1], camera);
        Directory.CreateDirectory(folder["cat/sub"]);
        album.Rename("cat", "dog");
        Assert.False(Directory.Exists(folder["cat"]));
        album.Undo();
        Assert.Equal((true, false), (Directory.Exists(folder["cat"]), Directory.Exists(folder["dog"])));
        album.Redo();
        Assert.Equal((false, true), (Directory.Exists(folder["cat"]), Directory.Exists(folder["dog"])));
    }

    [Fact]
    public void A_class_is_deleted_by_its_name_however_the_folder_is_spelt_and_without_what_a_link_leads_to()
    {
        using Album album = Open();
        album.Add("dog", "one.jpg", [1], camera);
        Directory.CreateDirectory(folder["Cafe\u0301"]);
        File.WriteAllBytes(folder["Cafe\u0301/two.jpg"], [2]);
        Directory.CreateSymbolicLink(folder["Cafe\u0301/link"], folder["dog"]);
        Assert.Equal("delete 1 picture", album.DeleteClass("Caf\u00e9").Text);
        Assert.Equal((false, true), (File.Exists(folder["Cafe\u0301/two.jpg"]), File.Exists(folder["dog/one.jpg"])));
    }

    [Fact]
    public void A_class_that_differs_by_case_alone_is_not_made()
    {
        using Album album = Open();
        album.AddClass("cat");
        Assert.Contains("'cat' exists", Assert.Throws<UsageException>(() => album.AddClass("Cat")).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["Cat"]));
    }

    [Fact]
    public void Edits_by_hand_are_seen()
    {
        using Album album = Open();
        album.Add("cat", "one.jpg", [1], camera);
        string before = album.Scan([("cat/one.jpg", "cat")]).Single().Sha256;
        File.Move(folder["cat/one.jpg"], folder["cat/moved.jpg"]);
        AlbumPicture moved = album.Scan([("cat/one.jpg", "cat"), ("cat/moved.jpg", "cat")]).Single();
        Assert.Equal((before, camera), (moved.Sha256, album.Origin(moved)));
        File.WriteAllBytes(folder["cat/moved.jpg"], [1, 2]);
        Assert.NotEqual(before, album.Scan([("cat/moved.jpg", "cat")]).Single().Sha256);
    }

    [Fact]
    public void Features_belong_to_content_and_network()
    {
        using Album album = Open();
        album.Add("cat", "one.jpg", [1], camera);
        AlbumPicture picture = album.Scan([("cat/one.jpg", "cat")]).Single();
        Assert.Null(album.Features(picture, "net"));
        album.PutFeatures(picture, "net", [1.5f, -2]);
        Assert.Equal([1.5f, -2], album.Features(picture, "net")!);
        Assert.Null(album.Features(picture, "other"));
        Assert.Null(album.Features(picture with { Sha256 = "b" }, "net"));
    }

    [Fact]
    public void Two_programs_cannot_have_one_album()
    {
        using Album album = Open();
        Assert.Contains("another program", Assert.Throws<InputException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_database_is_put_aside_and_no_picture_is_lost()
    {
        using (Album album = Open())
        {
            album.Add("cat", "one.jpg", [1], camera);
        }

        File.WriteAllText(folder[".edgeresnet/studio.db"], new string('x', 10_000));
        using Album again = Open();
        Assert.Contains("damaged", Assert.Single(reports), StringComparison.Ordinal);
        Assert.Equal(["cat/one.jpg"], Files);
        Assert.Null(again.Undo());
    }

    [Theory]
    [InlineData("../other/one.jpg")]
    [InlineData("/etc/passwd")]
    [InlineData("cat/../../one.jpg")]
    [InlineData(".edgeresnet/studio.db")]
    [InlineData("cat")]
    [InlineData("")]
    public void Paths_from_outside_reach_nothing_but_pictures(string path)
    {
        using Album album = Open();
        album.Add("cat", "one.jpg", [1], camera);
        Assert.Empty(album.Delete([path]).Moves);
        Assert.Empty(album.Move([path], "dog").Moves);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    [InlineData("Inbox")]
    [InlineData("Train")]
    public void Impossible_class_names_are_refused(string name)
    {
        using Album album = Open();
        Assert.Throws<UsageException>(() => album.Add(name, "one", [1], camera));
        Assert.Empty(Files);
    }

    [Fact]
    public void Class_names_are_composed() => Assert.Equal("caf\u00e9", NewClass.Name(" cafe\u0301 "));

    private Album Open() => Album.Open(folder.Path, reports.Add);
}
