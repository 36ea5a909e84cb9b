using System.Globalization;
using EdgeResNet.Shared.Charts;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Bundles;

/// <summary>
/// A confusion matrix as a picture. Rows are true classes, columns are predictions; darker cells are more frequent within their row.
/// Empty cells are not drawn one by one. With more than <see cref="MostDrawn"/> classes, it is a table of the largest confusions instead:
/// no picture grows with the square of the classes.
/// </summary>
internal static class ConfusionChart
{
    /// <summary>More classes make a matrix whose cells nobody can tell apart.</summary>
    public const int MostDrawn = 100;

    private const double Faintest = 0.05; // keeps every cell visible
    private const int MostRoom = 200; // pixels for a class's name
    private const int MostNumbered = 30; // with more classes, cells are too small for numbers and names

    /// <summary>Draws the matrix, or the table.</summary>
    public static string Draw(ClassificationMetrics metrics) => metrics.PerClass.Count > MostDrawn ? ConfusionTable.Draw(metrics) : Matrix(metrics);

    private static string Matrix(ClassificationMetrics metrics)
    {
        int classes = metrics.PerClass.Count;
        bool named = classes <= MostNumbered;
        int cell = named ? 38 : Math.Max(4, 900 / classes);
        int room = named ? (int)Math.Min(MostRoom, Math.Ceiling(metrics.PerClass.Max(c => TextWidth.Of(c.Label)))) : 0;
        int margin = 40 + room;
        int side = margin + (classes * cell) + 10;
        Svg svg = new(side, side, "Confusion matrix");
        svg.Text(margin + (classes * cell / 2.0), 14, "answer", "middle", Svg.Soft);
        svg.Text(14, margin + (classes * cell / 2.0), "truth", "middle", Svg.Soft, angle: -90);
        svg.Rectangle(margin, margin, (classes * cell) - 1, (classes * cell) - 1, Svg.Full, Faintest);
        for (int row = 0; row < classes; row++)
        {
            double middle = margin + ((row + 0.5) * cell);
            if (named)
            {
                svg.Name(margin - 6, middle + 4, metrics.PerClass[row].Label, room, "end");
                svg.Name(middle + 4, margin - 6, metrics.PerClass[row].Label, room, angle: -90);
            }

            int support = Math.Max(1, metrics.PerClass[row].Support);
            for (int column = 0; column < classes; column++)
            {
                int count = metrics.Confusion[row][column];
                if (count > 0)
                {
                    double share = (double)count / support;
                    string word = named ? count.ToString(CultureInfo.InvariantCulture) : "";
                    svg.Cell(margin + (column * cell), margin + (row * cell), cell, Svg.Full, (1 - Faintest) * Math.Sqrt(share), word, share > 0.3 ? Svg.Paper : Svg.Ink); // the square root makes rare confusions visible
                }
            }
        }

        return svg.ToString();
    }
}
