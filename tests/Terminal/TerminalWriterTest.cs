using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.Tests.Terminal;

public sealed class TerminalWriterTest : IDisposable
{
    private readonly StringWriter memory = new();
    private readonly TerminalWriter terminal;

    public TerminalWriterTest() => terminal = TerminalWriter.Over(memory);

    public void Dispose() => memory.Dispose();

    [Fact]
    public void Every_way_to_write_escapes()
    {
        terminal.Write('\u001b');
        terminal.Write("a\u001b\nb");
        terminal.Write(['c', '\u009b'], 0, 2);
        terminal.Write("d\u202e".AsSpan());
        terminal.Write("{0}\n", "e\u0007");
        terminal.WriteLine("f\ng");
        terminal.WriteLine("{0}", "\r");
        terminal.WriteLine();
        Assert.Equal("\\u001ba\\u001b\nbc\\u009bd\\u202ee\\u0007\nf\\u000ag\n\\u000d\n\n", memory.ToString());
    }

    [Fact]
    public void A_writer_of_this_kind_is_not_wrapped_again() => Assert.Same(terminal, TerminalWriter.Over(terminal));

    [Fact]
    public void A_writer_of_memory_is_no_terminal() => Assert.Equal((false, TerminalWriter.UsualColumns), (terminal.IsTerminal, terminal.Columns));
}
