using System.Globalization;
using EdgeResNet.Trainer.Evaluation;

namespace EdgeResNet.Trainer.Export;

/// <summary>A confusion matrix as a picture: rows are truths, columns are answers, the darker the more frequent within its row.</summary>
internal static class ConfusionPicture
{
    private const int MostNumbered = 30; // more classes than this: cells too small for numbers and names

    /// <summary>Draws the matrix.</summary>
    public static string Draw(ClassificationMetrics metrics)
    {
        int classes = metrics.PerClass.Count;
        bool named = classes <= MostNumbered;
        int cell = named ? 38 : Math.Max(4, 900 / classes);
        int longest = metrics.PerClass.Max(c => c.Label.Length);
        int margin = named ? 40 + Math.Min(200, longest * 7) : 40;
        int side = margin + (classes * cell) + 10;
        Svg svg = new(side, side, "Confusion matrix");
        svg.Text(margin + (classes * cell / 2.0), 14, "answer", "middle", "#666");
        svg.Text(14, margin + (classes * cell / 2.0), "truth", "middle", "#666", angle: -90);
        for (int row = 0; row < classes; row++)
        {
            double middle = margin + ((row + 0.5) * cell);
            if (named)
            {
                svg.Text(margin - 6, middle + 4, metrics.PerClass[row].Label, "end");
                svg.Text(middle + 4, margin - 6, metrics.PerClass[row].Label, angle: -90);
            }

            int support = Math.Max(1, metrics.PerClass[row].Support);
            for (int column = 0; column < classes; column++)
            {
                int count = metrics.Confusion[row][column];
                double share = (double)count / support;
                svg.Rectangle(margin + (column * cell), margin + (row * cell), cell - 1, cell - 1, Color(share));
                if (named && count > 0)
                {
                    string ink = share > 0.5 ? "#fff" : "#222";
                    svg.Text(margin + ((column + 0.5) * cell), middle + 4, count.ToString(CultureInfo.InvariantCulture), "middle", ink);
                }
            }
        }

        return svg.ToString();
    }

    // From near-white to dark blue; the square root makes rare confusions visible.
    private static string Color(double share)
    {
        double depth = Math.Sqrt(share);
        (int r, int g, int b) = (Mix(244, 8), Mix(246, 64), Mix(250, 129));
        return string.Create(CultureInfo.InvariantCulture, $"#{r:x2}{g:x2}{b:x2}");

        int Mix(int light, int dark) => (int)Math.Round(light + ((dark - light) * depth));
    }
}
