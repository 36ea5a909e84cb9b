using EdgeResNet.EdgeApp.Sinks.Collecting;

namespace EdgeResNet.Tests.Sinks.Collecting;

public class CollectSettingsTest
{
    private readonly CollectSettings settings = new("pictures");

    [Fact]
    public void Reasons_are_words_and_a_time()
    {
        CollectSettings read = settings.When("changed, every=10m");
        Assert.Equal((CollectReasons.Changed | CollectReasons.Every, TimeSpan.FromMinutes(10)), (read.Reasons, read.Every));
        Assert.Equal(CollectReasons.Unknown, settings.When("unknown").Reasons);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown,")]
    [InlineData("Unknown")]
    [InlineData("every")]
    [InlineData("every=")]
    [InlineData("every=0s")]
    [InlineData("every=10")]
    [InlineData("every=-1m")]
    public void Other_reasons_are_refused(string text) => Assert.Throws<UsageException>(() => settings.When(text));

    [Theory]
    [InlineData("2GB", 2_000_000_000)]
    [InlineData("500M", 500_000_000)]
    [InlineData("1.5MB", 1_500_000)]
    public void A_limit_has_a_unit(string text, long bytes) => Assert.Equal(bytes, settings.Limit(text).MostBytes);

    [Theory]
    [InlineData("")]
    [InlineData("B")]
    [InlineData("GB")]
    [InlineData("2")]
    [InlineData("0GB")]
    [InlineData("-2GB")]
    [InlineData("100KB")]
    [InlineData("0.1MB")]
    public void Other_limits_are_refused(string text) => Assert.Throws<UsageException>(() => settings.Limit(text));

    [Theory]
    [InlineData("1/s", 1, 1)]
    [InlineData("6/min", 6, 60)]
    [InlineData("500/day", 500, 86400)]
    public void A_rate_is_a_number_in_a_time(string text, int count, int seconds)
    {
        CollectSettings read = settings.AtMost(text);
        Assert.Equal((count, TimeSpan.FromSeconds(seconds)), (read.Rate, read.RatePeriod));
    }

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("0/min")]
    [InlineData("-1/min")]
    [InlineData("6/m")]
    [InlineData("6/min/s")]
    [InlineData("0.5/s")]
    public void Other_rates_are_refused(string text) => Assert.Throws<UsageException>(() => settings.AtMost(text));
}
