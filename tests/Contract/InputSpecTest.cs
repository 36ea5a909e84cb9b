using System.Text.Json;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Contract;

public class InputSpecTest
{
    private static readonly InputSpec good = Imaging.PreprocessorTest.Spec("gray", 28, 28, "center");

    public static TheoryData<InputSpec, string> Wrong => new()
    {
        { good with { Dtype = "float32" }, "input.dtype" },
        { good with { Layout = "NCHW" }, "input.layout" },
        { good with { Color = "cmyk" }, "input.color" },
        { good with { Resize = "lanczos" }, "input.resize" },
        { good with { Crop = "left" }, "input.crop" },
        { good with { Margin = 0.9 }, "input.margin is 0.9; expected 1 to 4" },
        { good with { Margin = 4.5 }, "input.margin" },
        { good with { Margin = double.NaN }, "input.margin" },
        { good with { Margin = 1.25, Crop = "none" }, "input.margin is 1.25 with crop 'none'" },
        { good with { Margin = 1.25, Crop = "pad" }, "margin 1" },
        { good with { Width = 0 }, "0×28" },
        { good with { Height = 5000 }, "28×5000" },
        { good with { Color = "rgb" }, "3 entries" },
        { good with { Std = [0] }, "positive" },
        { good with { Std = [double.NaN] }, "positive" },
        { good with { Mean = [double.PositiveInfinity] }, "finite" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_unknown_value_is_named(InputSpec spec, string part)
    {
        InputException error = Assert.Throws<InputException>(() => spec.Validate("card.json"));
        Assert.StartsWith("card.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_without_newer_keys_keeps_its_meaning()
    {
        InputSpec spec = StrictJson.Parse<InputSpec>("""{"name": "image", "dtype": "uint8", "layout": "NHWC", "color": "gray", "height": 28, "width": 28, "mean": [0.5], "std": [0.25]}""", "card.json");
        spec.Validate("card.json");
        Assert.Equal(("area", "center", 1.0), (spec.Resize, spec.Crop, spec.Margin));
    }

    [Theory]
    [InlineData("bilinear", "center", 256.0 / 224)]
    [InlineData("bilinear", "center", 232.0 / 224)]
    [InlineData("area", "none", 1)]
    [InlineData("area", "pad", 1)]
    public void Preprocessing_round_trips_through_JSON(string resize, string crop, double margin)
    {
        InputSpec spec = good with { Resize = resize, Crop = crop, Margin = margin };
        spec.Validate("card.json");
        InputSpec read = StrictJson.Parse<InputSpec>(JsonSerializer.Serialize(spec, StrictJson.Options), "card.json");
        Assert.Equal((resize, crop, margin), (read.Resize, read.Crop, read.Margin));
    }

    [Fact]
    public void Sizes_follow_from_colour_and_extent()
    {
        good.Validate("card.json");
        Assert.Equal((1, 784), (good.Channels, good.Bytes));
        InputSpec color = Imaging.PreprocessorTest.Spec("rgb", 32, 16, "none");
        color.Validate("card.json");
        Assert.Equal((3, 1536), (color.Channels, color.Bytes));
    }
}
