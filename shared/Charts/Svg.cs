using System.Globalization;
using System.Security;
using System.Text;

namespace EdgeResNet.Shared.Charts;

/// <summary>A picture for a page, on white so that dark pages show it too. Coordinates are pixels from the top left.</summary>
internal sealed class Svg
{
    /// <summary>Background.</summary>
    public const string Paper = "#fff";

    /// <summary>Words and numbers.</summary>
    public const string Ink = "#222";

    /// <summary>Less important words, and axes.</summary>
    public const string Soft = "#666";

    /// <summary>Grid lines.</summary>
    public const string Rule = "#ddd";

    /// <summary>Errors.</summary>
    public const string Bad = "#c0392b";

    /// <summary>The fullest cell of a matrix.</summary>
    public const string Full = "#084081";

    /// <summary>Lines and bars, in this order. A page's style sheet replaces all these colours (<c>page.css</c>).</summary>
    public static readonly IReadOnlyList<string> Series = ["#1763a6", "#e6832a", "#0d9488", "#9333ea", "#db2777", "#65a30d"];

    private readonly StringBuilder text = new();

    /// <summary>Starts a picture.</summary>
    public Svg(int width, int height, string title)
    {
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\">\n");
        text.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>\n");
        Rectangle(0, 0, width, height, Paper);
    }

    /// <summary>A filled rectangle; an opacity below 1 makes it translucent.</summary>
    public void Rectangle(double x, double y, double width, double height, string color, double opacity = 1)
    {
        string thin = opacity < 1 ? string.Create(CultureInfo.InvariantCulture, $" fill-opacity=\"{opacity:0.###}\"") : "";
        text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" fill=\"{color}\"{thin}/>\n");
    }

    /// <summary>A square with a word in its middle and a gap to the next one.</summary>
    public void Cell(double x, double y, double side, string color, double opacity, string word, string ink)
    {
        Rectangle(x, y, side - 1, side - 1, color, opacity);
        if (word.Length > 0)
        {
            Text(x + (side / 2), y + (side / 2) + 4, word, "middle", ink);
        }
    }

    /// <summary>A line through points.</summary>
    public void Line(IEnumerable<(double X, double Y)> points, string color, double width = 1, bool dashed = false) =>
        text.Append(CultureInfo.InvariantCulture, $"<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"{width:0.##}\"{(dashed ? " stroke-dasharray=\"3 3\"" : "")} points=\"{Places(points)}\"/>\n");

    /// <summary>A filled polygon.</summary>
    public void Area(IEnumerable<(double X, double Y)> points, string color, double opacity) =>
        text.Append(CultureInfo.InvariantCulture, $"<polygon fill=\"{color}\" fill-opacity=\"{opacity:0.###}\" points=\"{Places(points)}\"/>\n");

    /// <summary>A line of text whose baseline passes (x, y).</summary>
    /// <param name="x">Position of the anchor.</param>
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

    /// <summary>A name, cut at its end to what fits; the whole name is shown under the pointer.</summary>
    /// <param name="x">Position of the anchor.</param>
    /// <param name="y">Baseline.</param>
    /// <param name="name">Any name.</param>
    /// <param name="room">Pixels for it.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="angle">Degrees clockwise around the anchor.</param>
    public void Name(double x, double y, string name, double room, string anchor = "start", int angle = 0)
    {
        string shown = TextWidth.Cut(name, room);
        if (shown.Length == name.Length)
        {
            Text(x, y, name, anchor, angle: angle);
            return;
        }

        text.Append("<g>").Append(CultureInfo.InvariantCulture, $"<title>{Escape(name)}</title>\n");
        Text(x, y, shown, anchor, angle: angle);
        text.Append("</g>\n");
    }

    /// <summary>The whole picture.</summary>
    public override string ToString() => $"{text}</svg>\n";

    private static string Places(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.X:0.##},{p.Y:0.##}")));

    private static string Escape(string words) => SecurityElement.Escape(Printable.Of(words));
}
