namespace EdgeResNet.Shared.Charts;

/// <summary>A part of a picture with two axes, for lines, bars and areas.</summary>
/// <param name="svg">The picture.</param>
/// <param name="box">The plot area in pixels; title and labels are outside.</param>
/// <param name="x">Horizontal scale.</param>
/// <param name="y">Vertical scale.</param>
internal sealed class Chart(Svg svg, Box box, Scale x, Scale y)
{
    private const int LegendStep = 64; // pixels a word
    private double Right => box.Left + box.Width;
    private double Bottom => box.Top + box.Height;

    /// <summary>Pixels from the picture's left edge.</summary>
    public double X(double value) => box.Left + (x.Share(value) * box.Width);

    /// <summary>Pixels from the picture's upper edge.</summary>
    public double Y(double value) => box.Top + ((1 - y.Share(value)) * box.Height);

    /// <summary>Draws horizontal grid lines with their values, and the values of the horizontal axis.</summary>
    /// <param name="title">Name of the vertical values.</param>
    /// <param name="unit">Name of the horizontal values.</param>
    /// <param name="ticks">Labelled horizontal values; null: round ones.</param>
    /// <param name="levels">Approximate number of grid lines.</param>
    /// <param name="columns">Approximate number of round horizontal values.</param>
    public void Axes(string title, string unit, IEnumerable<(double Value, string Label)>? ticks = null, int levels = 4, int columns = 4)
    {
        svg.Text(box.Left, box.Top - 12, title);
        foreach (double value in levels > 0 ? y.Ticks(levels) : [])
        {
            svg.Line([(box.Left, Y(value)), (Right, Y(value))], Svg.Rule);
            svg.Text(box.Left - 6, Y(value) + 4, Scale.Label(value), "end");
        }

        svg.Line([(box.Left, Bottom), (Right, Bottom)], Svg.Soft);
        foreach ((double value, string label) in ticks ?? x.Ticks(columns).Select(value => (value, Scale.Label(value))))
        {
            svg.Line([(X(value), Bottom), (X(value), Bottom + 4)], Svg.Soft);
            svg.Text(X(value), Bottom + 16, label, "middle");
        }

        svg.Text(box.Left + (box.Width / 2), Bottom + 30, unit, "middle", Svg.Soft);
    }

    /// <summary>Writes a legend word above the right end.</summary>
    /// <param name="words">The word.</param>
    /// <param name="color">Its line's colour.</param>
    /// <param name="fromRight">Number of words to the right of it.</param>
    public void Legend(string words, string color, int fromRight) => svg.Text(Right - (fromRight * LegendStep), box.Top - 12, words, "end", color);

    /// <summary>Draws a line through the finite points, or a dot for a single point. Values beyond the vertical axis are clipped to its end.</summary>
    public void Line(IEnumerable<(double X, double Y)> points, string color, double thickness = 2)
    {
        (double X, double Y)[] places = [.. points.Where(p => double.IsFinite(p.Y)).Select(p => (X(p.X), Y(Math.Clamp(p.Y, y.Low, y.High))))];
        if (places.Length == 1)
        {
            svg.Rectangle(places[0].X - thickness, places[0].Y - thickness, 2 * thickness, 2 * thickness, color);
        }
        else
        {
            svg.Line(places, color, thickness);
        }
    }

    /// <summary>Fills the polygon of the points.</summary>
    public void Area(IEnumerable<(double X, double Y)> points, string color, double opacity) => svg.Area(points.Select(p => (X(p.X), Y(p.Y))), color, opacity);

    /// <summary>Fills the rectangle between two values of either axis.</summary>
    public void Bar((double From, double To) across, (double From, double To) up, string color, double opacity = 1)
    {
        double top = Y(Math.Max(up.From, up.To));
        svg.Rectangle(X(across.From), top, X(across.To) - X(across.From), Y(Math.Min(up.From, up.To)) - top, color, opacity);
    }

    /// <summary>Draws a vertical line with a word beside it.</summary>
    public void Mark(double value, string color, string word = "", bool dashed = false)
    {
        svg.Line([(X(value), box.Top), (X(value), Bottom)], color, dashed: dashed);
        if (word.Length > 0)
        {
            svg.Text(X(value) + 4, box.Top + 8, word);
        }
    }
}
