using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Tests.Imaging;

public sealed class PictureFilesTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_has_its_visible_pictures_in_all_depths_in_order()
    {
        Directory.CreateDirectory(folder["b"]);
        Directory.CreateDirectory(folder[".thumbnails"]);
        foreach (string name in (string[])["b/z.JPEG", "a.png", "c.webp", "._a.png", "b/._z.jpg", ".thumbnails/a.png", "notes.txt"])
        {
            File.WriteAllText(folder[name], "");
        }

        Assert.Equal([folder["a.png"], folder["b/z.JPEG"], folder["c.webp"]], PictureFiles.InFolder(folder.Path));
    }

    [Fact]
    public void A_file_that_is_named_may_be_hidden_and_one_that_is_found_may_not()
    {
        Assert.True(PictureFiles.HasExtension("a/.b.jpg"));
        Assert.False(PictureFiles.IsVisible("a/.b.jpg"));
        Assert.False(PictureFiles.IsVisible("a/b.txt"));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_input_error() => Assert.Throws<InputException>(() => PictureFiles.InFolder(folder["missing"]));
}
