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

        Assert.Equal([folder["a.png"], folder["b/z.JPEG"], folder["c.webp"]], PictureFiles.InFolder(folder.Path));
    }

    [Fact]
    public void A_named_file_may_be_hidden_and_a_found_one_is_skipped()
    {
        Assert.True(PictureFiles.HasExtension("a/.b.jpg"));
        Assert.False(PictureFiles.IsVisible("a/.b.jpg"));
        Assert.False(PictureFiles.IsVisible("a/b.txt"));
    }

    [Fact]
    public void A_missing_folder_is_an_input_error() => Assert.Throws<InputException>(() => PictureFiles.InFolder(folder["missing"]));
}
