using EdgeResNet.EdgeApp.Overlay;

namespace EdgeResNet.Tests.Overlay;

public class ReadoutTest
{
    [Theory]
    [InlineData(29.94, "29.9")]
    [InlineData(99.94, "99.9")]
    [InlineData(99.96, "100")]
    [InlineData(128.4, "128")]
    [InlineData(1234.5, "1234")]
    public void A_number_too_long_for_its_field_loses_its_decimals(double value, string expected)
    {
        Readout readout = new(1, longest: 4);
        readout.Add(value);
        readout.Publish();
        Assert.Equal(expected, readout.Text.ToString());
    }

    [Fact]
    public void NaN_is_left_out_of_a_readout()
    {
        Readout readout = new(1, " %");
        readout.Add(2);
        readout.Add(double.NaN);
        readout.Add(4);
        readout.Publish();
        Assert.Equal("3.0 %", readout.Text.ToString());
    }
}
