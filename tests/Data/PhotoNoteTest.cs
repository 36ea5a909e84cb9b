using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using SkiaSharp;

namespace EdgeResNet.Tests.Data;

public sealed class PhotoNoteTest : IDisposable
{
    private static readonly InputSpec greySmall = new() { Color = "gray", Height = 28, Width = 28, Mean = [0.3], Std = [0.3] };
    private static readonly InputSpec colorSmall = new() { Color = "rgb", Height = 32, Width = 32, Mean = [0.5, 0.5, 0.5], Std = [0.2, 0.2, 0.2] };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("gray", 640, true, "grey pictures of 28×28 pixels and sees these photographs without their colours and without their details")]
    [InlineData("gray", 60, true, "without their colours;")]
    [InlineData("gray", 640, false, "sees these photographs without their details;")]
    [InlineData("rgb", 640, true, "for pictures of 32×32 pixels and sees these photographs without their details;")]
    [InlineData("gray", 60, false, null)]
    [InlineData("rgb", 60, true, null)]
    public void A_model_for_other_pictures_is_told_with_what_to_do_instead(string color, int side, bool colorful, string? expected)
    {
        foreach (string name in new[] { "cup", "pen" })
        {
            Directory.CreateDirectory(folder[name]);
            for (int i = 0; i < 4; i++)
            {
                Write(folder[$"{name}/{i}.png"], side, colorful ? new SKColor(200, (byte)(20 * i), 40) : new SKColor((byte)(60 * i), (byte)(60 * i), (byte)(60 * i)));
            }
        }

        string? note = PhotoNote.Of("small", color == "gray" ? greySmall : colorSmall, FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken).Train, "photos");
        if (expected is null)
        {
            Assert.Null(note);
        }
        else
        {
            Assert.StartsWith("note: small was made for ", note, StringComparison.Ordinal);
            Assert.Contains(expected, note, StringComparison.Ordinal);
            Assert.EndsWith("./edgeresnet teach --data folder:photos --out BUNDLE", note, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void Photographs_with_grey_ones_among_them_are_told_too(int colorful, bool told)
    {
        for (int i = 0; i < 8; i++)
        {
            Directory.CreateDirectory(folder[i % 2 == 0 ? "cup" : "pen"]);
            Write(folder[$"{(i % 2 == 0 ? "cup" : "pen")}/{i}.png"], 60, i < colorful ? new SKColor(200, 20, 40) : new SKColor((byte)(20 * i), (byte)(20 * i), (byte)(20 * i)));
        }

        string? note = PhotoNote.Of("small", greySmall, FolderData.OpenWhole(folder.Path, TestContext.Current.CancellationToken).Train, "photos");
        Assert.Equal(told, note is not null);
    }

    private static void Write(string path, int side, SKColor color)
    {
        using SKBitmap bitmap = new(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(color);
        using FileStream file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }
}
