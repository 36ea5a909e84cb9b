using System.Text;

namespace EdgeResNet.Shared.Terminal;

/// <summary>
/// Text for people on stdout or stderr. What a terminal would obey or hide arrives escaped, as <see cref="Printable"/> says; lines
/// end with a line feed; a terminal gets them broken between words. <see cref="WriteLine(string?)"/> writes one line, <see cref="Write(string?)"/> may write several.
/// </summary>
internal sealed class TerminalWriter : TextWriter
{
    /// <summary>Columns of a terminal that does not say how many it has, and of files and pipes.</summary>
    public const int UsualColumns = 80;

    private const int NoDescriptor = -1;

    private TerminalWriter(TextWriter inner, int descriptor)
    {
        Inner = inner;
        Descriptor = descriptor;
        CoreNewLine = ['\n'];
    }

    /// <summary>The process's stdout.</summary>
    public static TerminalWriter Stdout => new(Console.Out, 1);

    /// <summary>The process's stderr.</summary>
    public static TerminalWriter Stderr => new(Console.Error, 2);

    /// <summary>The writer behind this one, for what moves a cursor. What comes from outside must not reach it.</summary>
    public TextWriter Inner { get; }

    /// <summary>The file descriptor, 1 or 2; −1 for a writer of memory.</summary>
    public int Descriptor { get; }

    /// <summary>Whether it is a terminal that can redraw a line.</summary>
    public bool IsTerminal => Descriptor switch
    {
        1 => !Console.IsOutputRedirected,
        2 => !Console.IsErrorRedirected,
        _ => false,
    } && Environment.GetEnvironmentVariable("TERM") != "dumb" && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));

    /// <summary>Width of the terminal in columns, at this moment.</summary>
    public int Columns => Descriptor == NoDescriptor ? UsualColumns : WindowSize.Columns(Descriptor) ?? UsualColumns;

    public override Encoding Encoding => Inner.Encoding;

    /// <summary>A line as it is written: escaped, and on a terminal broken between words.</summary>
    public string Fitted(string line) => IsTerminal ? WordWrap.Of(Printable.Of(line), Columns) : Printable.Of(line);

    /// <summary>A writer as one of this kind.</summary>
    public static TerminalWriter Over(TextWriter output) => output as TerminalWriter ?? new TerminalWriter(output, NoDescriptor);

    public override void Write(char value)
    {
        if (value == '\n' || char.IsSurrogate(value))
        {
            Inner.Write(value);
        }
        else
        {
            Inner.Write(Printable.Of(value.ToString()));
        }
    }

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    public override void Write(string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Inner.Write(IsTerminal ? string.Join('\n', value.Split('\n').Select(Fitted)) : Printable.Lines(value));
        }
    }

    public override void WriteLine() => Inner.WriteLine();

    public override void WriteLine(string? value) => Inner.WriteLine(Fitted(value ?? ""));

    public override void Flush() => Inner.Flush();
}
