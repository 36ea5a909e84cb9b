using System.Globalization;
using System.Security;
using System.Text;

namespace EdgeResNet.Shared.Bundles;

/// <summary>A picture for a page, on white so that it reads on dark pages too. Coordinates are pixels from the top left.</summary>
internal sealed class Svg
{
    /// <summary>Colour of what all is drawn on.</summary>
    public const string Paper = "#fff";

    /// <summary>Colour of words and numbers.</summary>
    public const string Ink = "#222";

    /// <summary>Colour of words that matter less.</summary>
    public const string Soft = "#666";

    /// <summary>Colour of lines that help the eye.</summary>
    public const string Rule = "#ddd";

    private readonly StringBuilder text = new();

    /// <summary>Starts a picture.</summary>
    public Svg(int width, int height, string title)
    {
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\">\n");
        text.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>\n");
        Rectangle(0, 0, width, height, Paper);
    }

    /// <summary>A filled rectangle; an opacity below 1 lets what is behind it through.</summary>
    public void Rectangle(double x, double y, double width, double height, string color, double opacity = 1)
    {
        string thin = opacity < 1 ? string.Create(CultureInfo.InvariantCulture, $" fill-opacity=\"{opacity:0.###}\"") : "";
        text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{color}\"{thin}/>\n");
    }

    /// <summary>A line through points.</summary>
    public void Line(IEnumerable<(double X, double Y)> points, string color, double width = 1) =>
        text.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"{width:0.##}\" points=\"{string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.##},{p.Y:0.##}")))}\"/>\n");

    /// <summary>A line of text whose baseline passes (x, y).</summary>
    /// <param name="x">Where the anchor is.</param>
    /// <param name="y">Baseline.</param>
    /// <param name="words">Any text.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="color">Colour.</param>
    /// <param name="angle">Degrees clockwise around the anchor.</param>
    public void Text(double x, double y, string words, string anchor = "start", string color = Ink, int angle = 0)
    {
        string turn = angle == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate({angle} {x:0.##} {y:0.##})\"");
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\" fill=\"{color}\"{turn}>{Escape(words)}</text>\n");
    }

    /// <summary>The whole picture.</summary>
    public override string ToString() => $"{text}</svg>\n";

    private static string Escape(string words) => SecurityElement.Escape(words);
}
