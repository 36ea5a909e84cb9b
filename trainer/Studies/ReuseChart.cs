using System.Globalization;
using EdgeResNet.Shared.Charts;

namespace EdgeResNet.Trainer.Studies;

/// <summary>Feature reuse as a heat map for each dense block: a column is a layer, a row its source; darker means more use.</summary>
internal static class ReuseChart
{
    private const int Cell = 26;
    private const int SmallCell = 8; // for blocks of many layers
    private const int ManyLayers = 20;
    private const int Left = 48;
    private const int Top = 44;
    private const int Gap = 24;
    private const int Bottom = 50;

    /// <summary>Draws the blocks side by side.</summary>
    public static string Draw(ReuseReport report)
    {
        int most = report.Blocks.Max(block => block.Targets.Count);
        int cell = most > ManyLayers ? SmallCell : Cell;
        int width = report.Blocks.Sum(block => Left + (block.Targets.Count * cell) + Gap);
        double highest = report.Blocks.SelectMany(block => block.Targets).SelectMany(target => target.Use).Max();
        Svg svg = new(width, Top + (most * cell) + Bottom, "Feature reuse");
        double left = 0;
        foreach (BlockReuse block in report.Blocks)
        {
            Block(svg, left + Left, block, cell, highest);
            left += Left + (block.Targets.Count * cell) + Gap;
        }

        svg.Text(Left, Top + (most * cell) + 40, string.Create(CultureInfo.InvariantCulture, $"white 0, black {highest:0.0}; 1 is the weight of a layer that uses all its inputs equally; the last column is the transition or the classifier"), color: Svg.Soft);
        return svg.ToString();
    }

    private static void Block(Svg svg, double left, BlockReuse block, int cell, double highest)
    {
        bool numbered = cell == Cell;
        svg.Text(left, 16, $"dense block {block.Block}");
        svg.Text(left - 6, Top - 8, "input", "end");
        for (int column = 0; column < block.Targets.Count; column++)
        {
            double x = left + (column * cell);
            if (numbered)
            {
                svg.Text(x + (cell / 2.0), Top - 8, column == block.Layers ? "→" : $"{column + 1}", "middle");
                svg.Text(left - 6, Top + ((column + 0.6) * cell), column == 0 ? "0" : $"{column}", "end");
            }

            for (int row = 0; row < block.Targets[column].Use.Count; row++)
            {
                double use = block.Targets[column].Use[row];
                double share = use / highest;
                svg.Cell(x, Top + (row * cell), cell, Shade(share), 1, numbered ? use.ToString("0.0", CultureInfo.InvariantCulture) : "", share > 0.55 ? Svg.Paper : Svg.Ink);
            }
        }
    }

    private static string Shade(double share)
    {
        int level = (int)Math.Round(248 * (1 - share));
        return string.Create(CultureInfo.InvariantCulture, $"#{level:x2}{level:x2}{Math.Min(255, level + 7):x2}");
    }
}
