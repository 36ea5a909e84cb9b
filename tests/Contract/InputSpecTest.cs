using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Contract;

public class InputSpecTest
{
    private static readonly InputSpec Good = Imaging.PreprocessorTest.Spec("gray", 28, 28, "center");

    public static TheoryData<InputSpec, string> Wrong => new()
    {
        { Good with { Dtype = "float32" }, "input.dtype" },
        { Good with { Layout = "NCHW" }, "input.layout" },
        { Good with { Color = "cmyk" }, "input.color" },
        { Good with { Resize = "lanczos" }, "input.resize" },
        { Good with { Crop = "left" }, "input.crop" },
        { Good with { Width = 0 }, "0×28" },
        { Good with { Height = 5000 }, "28×5000" },
        { Good with { Color = "rgb" }, "3 entries" },
        { Good with { Std = [0] }, "positive" },
        { Good with { Std = [double.NaN] }, "positive" },
        { Good with { Mean = [double.PositiveInfinity] }, "finite" },
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
        Good.Validate("card.json");
        Assert.Equal((1, 784), (Good.Channels, Good.Bytes));
        InputSpec color = Imaging.PreprocessorTest.Spec("rgb", 32, 16, "none");
        color.Validate("card.json");
        Assert.Equal((3, 1536), (color.Channels, color.Bytes));
    }
}
