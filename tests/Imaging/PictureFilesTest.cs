using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Tests.Imaging;

public sealed class PictureFilesTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_lists_visible_pictures_recursively_in_order()
    {
        Directory.CreateDirectory(folder["b"]);
        Directory.CreateDirectory(folder[".thumbnails"]);
        foreach (string name in (string[])["b/z.JPEG", "a.png", "c.webp", "._a.png", "b/._z.jpg", ".thumbnails/a.png", "notes.txt"])
        {
            File.WriteAllText(folder[name], "");
        }

        Assert.Equal([folder["a.png"], folder["b/z.JPEG"], folder["c.webp"]], PictureFiles.InFolder(folder.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_named_file_may_be_hidden() => Assert.True(PictureFiles.IsPicture("a/.b.jpg"));

    [Fact]
    public void Content_decides_where_the_name_says_nothing()
    {
        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0];
        foreach (string name in (string[])["1.jfif", "2.JPE", "3.pjpeg", "4", "5.old"])
        {
            File.WriteAllBytes(folder[name], jpeg);
        }

        File.WriteAllBytes(folder["6.tif"], [.. "MM"u8, 0, 42, 0, 0, 0, 0]);
        File.WriteAllBytes(folder["7.heic"], [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0]);
        File.WriteAllBytes(folder["8.avif"], [0, 0, 0, 24, .. "ftypavif"u8, 0, 0, 0, 0]);
        File.WriteAllText(folder["9.txt"], "text");
        FoundPictures found = PictureFiles.Find(folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal(["1.jfif", "2.JPE", "3.pjpeg", "4", "5.old"], found.Pictures);
        Assert.Equal([("6.tif", "TIFF"), ("7.heic", "HEIC"), ("8.avif", "AVIF"), ("9.txt", null)], found.PassedOver.Select(each => (each.Path, each.Format)));
    }

    [Theory]
    [InlineData("@eaDir")]
    [InlineData("__MACOSX")]
    [InlineData(".thumbnails")]
    [InlineData("lost+found")]
    [InlineData("#recycle")]
    [InlineData("$Recycle.Bin")]
    [InlineData("System Volume Information")]
    [InlineData(".git")]
    [InlineData(".ipynb_checkpoints")]
    public void Folders_of_systems_are_ignored_at_every_level(string name)
    {
        foreach (string where in (string[])["", "a/", "a/b/"])
        {
            Directory.CreateDirectory(folder[$"{where}{name}/c"]);
            File.WriteAllText(folder[$"{where}{name}/c/1.png"], "");
        }

        File.WriteAllText(folder["a/b/2.png"], "");
        File.WriteAllText(folder["a/Thumbs.db"], "");
        FoundPictures found = PictureFiles.Find(folder.Path, TestContext.Current.CancellationToken);
        Assert.Equal(["a/b/2.png"], found.Pictures);
        Assert.Equal(["a", "a/b"], found.Folders);
        Assert.Empty(found.PassedOver);
    }

    [Fact]
    public void A_missing_folder_is_an_input_error() => Assert.Throws<InputException>(() => PictureFiles.InFolder(folder["missing"], TestContext.Current.CancellationToken));
}
