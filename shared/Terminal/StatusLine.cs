namespace EdgeResNet.Shared.Terminal;

/// <summary>The last line of a terminal, redrawn in place. It never wraps; other lines are written after <see cref="Clear"/>. For one thread at a time.</summary>
/// <param name="output">A terminal.</param>
internal sealed class StatusLine(TerminalWriter output)
{
    private int drawn;

    /// <summary>Replaces the line. A text that is too long ends in an ellipsis.</summary>
    public void Show(string text)
    {
        string line = Compose(text, output.Columns);
        output.Inner.Write(line);
        output.Inner.Flush();
    }

    /// <summary>Removes the line.</summary>
    public void Clear()
    {
        if (drawn > 0)
        {
            output.Inner.Write(Erase());
            output.Inner.Flush();
        }
    }

    /// <summary>The characters that replace the line, for writers that send them on by themselves.</summary>
    internal string Compose(string text, int columns)
    {
        string line = TextColumns.Fit(Printable.Of(text), columns - 1); // in the last column a terminal would begin a new line
        int width = TextColumns.Of(line);
        string sent = "\r" + TextColumns.PadRight(line, Math.Min(drawn, columns - 1)) + (width < drawn ? "\r" + line : "");
        drawn = width;
        return sent;
    }

    /// <summary>The characters that remove the line.</summary>
    internal string Erase()
    {
        string sent = drawn == 0 ? "" : "\r" + new string(' ', drawn) + "\r";
        drawn = 0;
        return sent;
    }
}
