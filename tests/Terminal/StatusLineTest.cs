using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Tests.Terminal;

public sealed class StatusLineTest
{
    [Fact]
    public void A_line_replaces_the_one_before_and_never_wraps()
    {
        using StringWriter memory = new();
        StatusLine line = new(TerminalWriter.Over(memory));
        line.Show("a long line");
        line.Show("short");
        line.Show(new string('x', 200));
        line.Clear();
        line.Clear();
        string[] drawn = memory.ToString().Split('\r');
        Assert.All(drawn, each => Assert.InRange(TextColumns.Of(each), 0, TerminalWriter.UsualColumns - 1));
        Assert.Equal(["", "a long line", "short      ", "short", new string('x', 78) + "…", new string(' ', 79), ""], drawn);
    }

    [Fact]
    public void A_name_in_the_line_moves_no_cursor()
    {
        using StringWriter memory = new();
        new StatusLine(TerminalWriter.Over(memory)).Show("a\rb\u001b[2J");
        Assert.Equal("\r" + @"a\u000db\u001b[2J", memory.ToString());
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("猫猫猫", 4, "猫…")]
    [InlineData("e\u0301e\u0301e\u0301", 2, "e\u0301…")]
    [InlineData("abc", 1, "…")]
    [InlineData("abc", 0, "")]
    [InlineData("a bc", 3, "a…")]
    public void A_text_is_cut_between_letters(string text, int columns, string cut) => Assert.Equal(cut, TextColumns.Fit(text, columns));
}
