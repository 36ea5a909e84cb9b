using System.Globalization;
using System.Text;
using EdgeResNet.Shared.Terminal;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>A text table: the first column is left-aligned, the others are right-aligned.</summary>
internal sealed class TextTable(params string[] headings)
{
    private const int Gap = 2;
    private readonly List<string[]> rows = [headings];

    /// <summary>The headings and all rows, for another format.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => rows;

    /// <summary>Adds a row with a cell for each heading.</summary>
    public void Add(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, headings.Length);
        rows.Add(cells);
    }

    /// <summary>A time with its significant digits.</summary>
    public static string Milliseconds(double value) => value.ToString(value >= 100 ? "0.0" : value >= 10 ? "0.00" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>A count with thousands separators.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The table as text. Columns that do not fit beside the others follow in a second table with the same first column.</summary>
    /// <param name="columns">Widest row.</param>
    public string ToString(int columns)
    {
        int first = Math.Min(Width(0), Math.Max(columns / 2, 1));
        StringBuilder text = new();
        for (int from = 1; from < headings.Length || from == 1;)
        {
            int to = from;
            for (int used = first; to < headings.Length && (to == from || used + Gap + Width(to) <= columns); to++)
            {
                used += Gap + Width(to);
            }

            foreach (string[] row in rows)
            {
                text.Append(TextColumns.PadRight(TextColumns.Fit(row[0], first), first));
                for (int column = from; column < to; column++)
                {
                    text.Append(' ', Gap).Append(TextColumns.PadLeft(row[column], Width(column)));
                }

                text.Append('\n');
            }

            from = Math.Max(to, from + 1);
        }

        return text.ToString();
    }

    public override string ToString() => ToString(TerminalWriter.UsualColumns);

    private int Width(int column) => rows.Max(row => TextColumns.Of(row[column]));
}
