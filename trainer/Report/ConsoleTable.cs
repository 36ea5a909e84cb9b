using System.Globalization;
using EdgeResNet.Shared.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace EdgeResNet.Trainer.Report;

/// <summary>Tables of numbers for the studies.</summary>
internal static class ConsoleTable
{
    private const int RedirectedWidth = 180;
    private const int MostName = 40; // columns

    /// <summary>An empty table: a name on the left, then right-aligned numbers.</summary>
    public static Table Columns(string first, params IEnumerable<string> others) => Columns([first], others);

    /// <summary>An empty table: texts on the left, then right-aligned numbers.</summary>
    public static Table Columns(string[] texts, IEnumerable<string> numbers)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumns(texts);
        foreach (string title in numbers)
        {
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
        }

        return table;
    }

    /// <summary>Prints a table to a verb's output.</summary>
    public static void Write(IRenderable table, TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output is TerminalWriter terminal ? terminal.Inner : output) });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = RedirectedWidth;
        }

        console.Write(table);
    }

    /// <summary>A name from outside, as a cell's markup; a long one is cut.</summary>
    public static string Name(string name) => TextColumns.Fit(Printable.Of(name), MostName).EscapeMarkup();

    /// <summary>A whole number.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
