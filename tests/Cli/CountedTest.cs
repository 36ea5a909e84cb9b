using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Tests.Cli;

public class CountedTest
{
    [Theory]
    [InlineData(0, "0 seeds")]
    [InlineData(1, "1 seed")]
    [InlineData(1200, "1,200 seeds")]
    public void A_noun_follows_its_number(int count, string text) => Assert.Equal(text, Counted.Of(count, "seed"));

    [Fact]
    public void Irregular_plurals_are_known() => Assert.Equal(("1 class", "2 classes"), (Counted.Of(1, "class", "classes"), Counted.Of(2, "class", "classes")));
}
