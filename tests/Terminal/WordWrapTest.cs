using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Tests.Terminal;

public sealed class WordWrapTest
{
    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("one two three four", 10, "one two\n  three\n  four")]
    [InlineData("    an indented line", 14, "    an\n      indented\n      line")]
    [InlineData("averyveryverylongword and more", 10, "averyveryverylongword\n  and more")]
    [InlineData("猫猫猫 猫猫猫", 10, "猫猫猫\n  猫猫猫")]
    [InlineData("top-1 of 99.5 % here", 14, "top-1 of\n  99.5 % here")]
    public void Words_stay_whole(string line, int columns, string rows) => Assert.Equal(rows, WordWrap.Of(line, columns));
}
