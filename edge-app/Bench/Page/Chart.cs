using System.Globalization;
using System.Net;
using System.Text;

namespace EdgeResNet.EdgeApp.Bench.Page;

/// <summary>An SVG picture with axes, put together shape by shape. Colours come from the page's style sheet, by class.</summary>
internal sealed class Chart
{
    /// <summary>Units across.</summary>
    public const double Width = 760;

    private const double Left = 58;
    private const double Right = Width - 30;
    private const double Top = 22;
    private readonly double bottom;
    private readonly double height;
    private readonly StringBuilder shapes = new();

    /// <summary>An empty chart; <paramref name="title"/> is what a screen reader says of it.</summary>
    public Chart(string title, double height)
    {
        this.height = height;
        bottom = height - 38;
        shapes.Append(CultureInfo.InvariantCulture, $"<title>{Escape(title)}</title>");
    }

    /// <summary>A horizontal axis over the whole width.</summary>
    public static Axis Across(double low, double high, bool logarithmic = false) => new(low, high > low ? high : low + 1, Left, Right, logarithmic);

    /// <summary>A vertical axis over the whole height.</summary>
    public Axis Up(double low, double high, bool logarithmic = false) => new(low, high > low ? high : low + 1, bottom, Top, logarithmic);

    /// <summary>Draws lines and numbers of the vertical axis.</summary>
    public void DrawUp(Axis axis, string unit)
    {
        foreach (double value in axis.Ticks(5))
        {
            Line("grid", Left, axis.At(value), Right, axis.At(value));
            Text("tick", Left - 6, axis.At(value) + 4, Axis.Label(value), "end");
        }

        Text("unit", 4, Top - 11, unit, "start"); // above the highest number
    }

    /// <summary>Draws numbers of the horizontal axis at round values.</summary>
    public void DrawAcross(Axis axis, string unit) => DrawAcross(axis, axis.Ticks(9).Select(value => (value, Axis.Label(value))), unit);

    /// <summary>Draws words at given values of the horizontal axis.</summary>
    public void DrawAcross(Axis axis, IEnumerable<(double Value, string Label)> ticks, string unit)
    {
        Line("axis", Left, bottom, Right, bottom);
        foreach ((double value, string label) in ticks)
        {
            Line("axis", axis.At(value), bottom, axis.At(value), bottom + 4);
            Text("tick", axis.At(value), bottom + 17, label, "middle");
        }

        Text("unit", Right, height - 4, unit, "end");
    }

    /// <summary>A line from top to bottom, with a word beside it.</summary>
    public void Mark(string style, double x, string word = "")
    {
        Line(style, x, Top, x, bottom);
        if (word.Length > 0)
        {
            Text("tick", x + 4, Top + 8, word, "start");
        }
    }

    /// <summary>A bar that stands on the horizontal axis.</summary>
    public void Bar(string style, double left, double right, double top) => Rectangle(style, left, top, right - left, bottom - top);

    /// <summary>A rectangle.</summary>
    public void Rectangle(string style, double x, double y, double width, double tall) =>
        shapes.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{Math.Max(width, 0):0.##}\" height=\"{Math.Max(tall, 0):0.##}\"/>");

    /// <summary>A line.</summary>
    public void Line(string style, double x1, double y1, double x2, double y2) =>
        shapes.Append(CultureInfo.InvariantCulture, $"<line class=\"{style}\" x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\"/>");

    /// <summary>A word.</summary>
    public void Text(string style, double x, double y, string text, string anchor) =>
        shapes.Append(CultureInfo.InvariantCulture, $"<text class=\"{style}\" x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\">{Escape(text)}</text>");

    /// <summary>A line through points, or an area when it is <paramref name="closed"/>.</summary>
    public void Path(string style, IEnumerable<(double X, double Y)> points, bool closed = false)
    {
        StringBuilder path = new();
        foreach ((double x, double y) in points)
        {
            path.Append(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? 'M' : 'L')}{x:0.#},{y:0.##}");
        }

        if (path.Length > 0)
        {
            shapes.Append(CultureInfo.InvariantCulture, $"<path class=\"{style}\" d=\"{path}{(closed ? "Z" : "")}\"/>");
        }
    }

    /// <summary>The picture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"<svg role=\"img\" viewBox=\"0 0 {Width} {height}\">{shapes}</svg>\n");

    /// <summary>Text as it stands in HTML and SVG.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);
}
