namespace EdgeResNet.Shared.Charts;

/// <summary>A rectangle of a picture, in pixels.</summary>
internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    /// <summary>The plot area inside a chart's rectangle; the rest is for title and labels.</summary>
    public static Box Within(double x, double y, double width, double height, double left = 56, double right = 14) =>
        new(x + left, y + 30, width - left - right, height - 64);
}
