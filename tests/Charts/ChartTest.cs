using System.Xml.Linq;
using EdgeResNet.Shared.Charts;

namespace EdgeResNet.Tests.Charts;

public sealed class ChartTest
{
    [Theory]
    [InlineData(0, 3.88, false, false, "0 1 2 3")]
    [InlineData(0, 0.05, false, false, "0 0.01 0.02 0.03 0.04 0.05")]
    [InlineData(1, 8, false, true, "2 4 6 8")]
    [InlineData(1, 2, false, true, "1 2")]
    [InlineData(7, 7, false, true, "7 8")]
    [InlineData(2, 60, true, false, "2 5 10 20 50")]
    [InlineData(0.01, 1000, true, false, "0.01 0.1 1 10 100 1,000")]
    public void Axis_ticks_are_round_and_few(double low, double high, bool logarithmic, bool whole, string expected) =>
        Assert.Equal(expected, string.Join(' ', new Scale(low, high, logarithmic, whole).Ticks(4).Select(Scale.Label)));

    [Fact]
    public void A_scale_converts_values_to_positions_and_back()
    {
        foreach (Scale scale in new Scale[] { new(-2, 6), new(0.1, 300, Logarithmic: true) })
        {
            Assert.Equal(5, scale.At(scale.Share(5)), 1e-9);
            Assert.Equal([0, 1], [scale.Share(scale.Low), scale.Share(scale.High)]);
        }
    }

    [Fact]
    public void A_line_skips_values_that_are_not_finite_and_stays_inside()
    {
        Svg svg = new(100, 100, "<a> & b");
        new Chart(svg, new Box(10, 10, 80, 80), new Scale(0, 2), new Scale(0, 1)).Line([(0, 0), (1, double.NaN), (2, 5)], Svg.Ink);
        XElement picture = XElement.Parse(svg.ToString());
        Assert.Equal("<a> & b", picture.Elements().First().Value);
        Assert.Equal("10,90 90,10", picture.Elements().Last().Attribute("points")!.Value);
    }
}
