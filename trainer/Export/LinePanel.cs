using EdgeResNet.Shared.Bundles;

namespace EdgeResNet.Trainer.Export;

/// <summary>A range of values along an axis.</summary>
/// <param name="Low">Where it begins; a power of ten when logarithmic.</param>
/// <param name="High">Where it ends, above <paramref name="Low"/>.</param>
/// <param name="Logarithmic">Equal ratios take equal room.</param>
internal readonly record struct Scale(double Low, double High, bool Logarithmic = false)
{
    /// <summary>Where a value lies: 0 at the beginning, 1 at the end.</summary>
    public double Share(double value) => Logarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    /// <summary>Values to write along it: powers of ten where it is logarithmic, otherwise equal parts.</summary>
    public IEnumerable<double> Ticks(int parts)
    {
        (double low, double span) = (Low, High - Low);
        return Logarithmic
            ? Enumerable.Range((int)Math.Ceiling(Math.Log10(Low) - 1e-9), (int)Math.Floor(Math.Log10(High / Low) + 1e-9) + 1).Select(power => Math.Pow(10, power))
            : Enumerable.Range(0, parts + 1).Select(tick => low + (span * tick / parts));
    }
}

/// <summary>A part of a picture with two axes, into which lines are drawn.</summary>
/// <param name="svg">The picture.</param>
/// <param name="left">Left end of the horizontal axis, in pixels; labels stand left of it.</param>
/// <param name="top">Upper end of the vertical axis; the title stands above it.</param>
/// <param name="width">Length of the horizontal axis.</param>
/// <param name="height">Length of the vertical axis; labels stand below it.</param>
/// <param name="x">Values across.</param>
/// <param name="y">Values upwards.</param>
internal sealed class LinePanel(Svg svg, double left, double top, double width, double height, Scale x, Scale y)
{
    private const int Gap = 12; // between title and axis
    private const int Parts = 4;

    /// <summary>Writes a title above the left end.</summary>
    public void Title(string words) => svg.Text(left, top - Gap, words);

    /// <summary>Writes a word of the legend above the right end.</summary>
    /// <param name="words">The word.</param>
    /// <param name="color">Its line's colour.</param>
    /// <param name="fromRight">Pixels between it and the right end.</param>
    public void Legend(string words, string color, double fromRight) => svg.Text(left + width - fromRight, top - Gap, words, "end", color);

    /// <summary>Draws level lines with their values.</summary>
    public void Levels(Func<double, string> label)
    {
        foreach (double value in y.Ticks(Parts))
        {
            svg.Line([(left, Y(value)), (left + width, Y(value))], Svg.Rule);
            svg.Text(left - 6, Y(value) + 4, label(value), "end");
        }
    }

    /// <summary>Writes values below the horizontal axis, and what they are.</summary>
    public void Across(IEnumerable<(double Value, string Label)> values, string unit)
    {
        foreach ((double value, string label) in values)
        {
            svg.Text(X(value), top + height + 16, label, "middle");
        }

        svg.Text(left + (width / 2), top + height + 30, unit, "middle", Svg.Soft);
    }

    /// <summary>Draws a line through the points that are finite, a dot where there is only one; what lies beyond an axis is drawn at its end.</summary>
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

    /// <summary>Fills the rectangle between two values of either axis.</summary>
    public void Area((double From, double To) across, (double From, double To) up, string color, double opacity = 1)
    {
        double high = Math.Max(up.From, up.To);
        double low = Math.Min(up.From, up.To);
        svg.Rectangle(X(across.From), Y(high), X(across.To) - X(across.From), Y(low) - Y(high), color, opacity);
    }

    private double X(double value) => left + (x.Share(value) * width);

    private double Y(double value) => top + ((1 - y.Share(value)) * height);
}
