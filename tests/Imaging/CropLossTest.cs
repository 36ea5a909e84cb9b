using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.Tests.Imaging;

public class CropLossTest
{
    private static readonly InputSpec square = PreprocessorTest.Spec("rgb", 224, 224, "center");

    [Theory]
    [InlineData("center", 1, 640, 480, 0.25)]
    [InlineData("center", 1, 480, 480, 0)]
    [InlineData("center", 1, 1920, 1080, 0.4375)]
    [InlineData("center", 256.0 / 224, 2560, 2560, 0.2344)] // 1 - (224/256)²
    [InlineData("center", 256.0 / 224, 640, 480, 0.4258)]
    [InlineData("none", 1, 1920, 1080, 0)]
    [InlineData("pad", 1, 1920, 1080, 0)]
    public void The_loss_is_the_share_outside_the_crop(string crop, double margin, int width, int height, double expected) =>
        Assert.Equal(expected, CropLoss.Of(square with { Crop = crop, Margin = margin }, [(width, height)]), 3);

    [Fact]
    public void The_typical_loss_is_the_median()
    {
        Assert.Equal(0, CropLoss.Of(square, []));
        Assert.Equal(0.25, CropLoss.Of(square, [(100, 100), (640, 480), (5000, 10)]));
        Assert.Equal(0.125, CropLoss.Of(square, [(640, 480), (100, 100)]));
    }

    [Fact]
    public void A_loss_over_a_third_is_reported_with_the_remedies()
    {
        string note = CropLoss.Note(square, [(1920, 1080)])!;
        Assert.Equal("note: the centre crop cuts off 44 % of the typical picture; --crop none stretches the whole picture, --crop pad fits it inside", note);
        Assert.Null(CropLoss.Note(square, [(640, 480)]));
        Assert.Null(CropLoss.Note(square with { Crop = "pad" }, Enumerable.Range(0, 1).Select<int, (int, int)>(_ => throw new InvalidOperationException("no header needs to be read"))));
    }
}
