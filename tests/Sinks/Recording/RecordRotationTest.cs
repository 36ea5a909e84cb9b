using EdgeResNet.EdgeApp.Sinks.Recording;

namespace EdgeResNet.Tests.Sinks.Recording;

public class RecordRotationTest
{
    [Theory]
    [InlineData("10m", 600.0, null)]
    [InlineData("90s", 90.0, null)]
    [InlineData("1.5h", 5400.0, null)]
    [InlineData("500M", null, 500_000_000L)]
    [InlineData("2G", null, 2_000_000_000L)]
    public void A_limit_is_a_time_or_a_size(string text, double? seconds, long? bytes) => Assert.Equal(new RecordRotation(seconds, bytes), RecordRotation.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("10")]
    [InlineData("-1m")]
    [InlineData("0s")]
    [InlineData("10k")]
    public void Any_other_limit_is_a_usage_error(string text) => Assert.Throws<UsageException>(() => RecordRotation.Parse(text));
}
