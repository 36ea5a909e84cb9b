using System.Text;
using System.Text.RegularExpressions;

namespace EdgeResNet.Shared.Terminal;

/// <summary>Breaks a line between words where a terminal would break it inside one.</summary>
internal static partial class WordWrap
{
    private const int Hanging = 2;

    /// <summary>The line in rows of at most <paramref name="columns"/>. Later rows are indented a little more. A longer word stays whole, and a number keeps its <c>%</c>.</summary>
    public static string Of(string line, int columns)
    {
        if (TextColumns.Of(line) <= columns)
        {
            return line;
        }

        int indent = line.Length - line.TrimStart(' ').Length;
        string margin = new(' ', Math.Min(indent + Hanging, columns / 2));
        StringBuilder rows = new();
        int used = 0;
        foreach (string word in Gap().Split(line[indent..]))
        {
            int width = TextColumns.Of(word);
            if (used > 0 && used + 1 + width > columns)
            {
                rows.Append('\n').Append(margin);
                used = margin.Length;
            }
            else
            {
                rows.Append(' ', used == 0 ? indent : 1);
                used += used == 0 ? indent : 1;
            }

            rows.Append(word);
            used += width;
        }

        return rows.ToString();
    }

    [GeneratedRegex(" (?!%)")]
    private static partial Regex Gap();
}
