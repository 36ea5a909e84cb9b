using System.Globalization;
using System.Text;

namespace EdgeResNet.EdgeApp.Bench.Report;

/// <summary>A text table: the first column is left-aligned, the others are right-aligned.</summary>
internal sealed class TextTable(params string[] headings)
{
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

    public override string ToString()
    {
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length; column++)
            {
                int width = rows.Max(each => each[column].Length);
                text.Append(column == 0 ? row[column].PadRight(width) : "  " + row[column].PadLeft(width));
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
