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
        { good with { Width = 0 }, "0×28" },
        { good with { Height = 5000 }, "28×5000" },
        { good with { Color = "rgb" }, "3 entries" },
        { good with { Std = [0] }, "positive" },
        { good with { Std = [double.NaN] }, "positive" },
        { good with { Mean = [double.PositiveInfinity] }, "finite" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_value_that_this_build_does_not_know_is_named(InputSpec spec, string part)
    {
        InputException error = Assert.Throws<InputException>(() => spec.Validate("card.json"));
        Assert.StartsWith("card.json: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
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
