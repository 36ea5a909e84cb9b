using EdgeResNet.EdgeApp.Sinks.Web;

namespace EdgeResNet.Tests.Sinks.Web;

public class PreviewAddressTest
{
    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080")]
    [InlineData("9000", "127.0.0.1:9000")]
    [InlineData(":9000", "0.0.0.0:9000")]
    [InlineData("*:9000", "0.0.0.0:9000")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("[::1]:80", "[::1]:80")]
    public void An_address_is_parsed(string text, string expected) => Assert.Equal(expected, PreviewAddress.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("no address")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:70000")]
    [InlineData("example.org:80")]
    [InlineData("127.0.0.1:-1")]
    public void Any_other_address_is_a_usage_error(string text)
    {
        UsageException error = Assert.Throws<UsageException>(() => PreviewAddress.Parse(text));
        Assert.Contains("ADDR:PORT", error.Message, StringComparison.Ordinal);
    }
}
