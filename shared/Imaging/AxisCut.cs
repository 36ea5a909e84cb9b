namespace EdgeResNet.Shared.Imaging;

/// <summary>One axis of a resize with an optional crop. Only the kept pixels are computed.</summary>
/// <param name="Sources">Pixels of the picture on this axis.</param>
/// <param name="Resized">Pixels after the resize.</param>
/// <param name="First">First kept pixel.</param>
/// <param name="Count">Number of kept pixels.</param>
/// <param name="Target">Position of the first kept pixel in the input.</param>
internal readonly record struct AxisCut(int Sources, long Resized, long First, int Count, int Target)
{
    /// <summary>Whether nothing is resampled.</summary>
    public bool IsCopy => Resized == Sources;

    /// <summary>The source pixels under the kept ones, to the nearest pixel and at least one.</summary>
    public (int Start, int Length) Seen()
    {
        if (First == 0 && Count == Resized)
        {
            return (0, Sources);
        }

        double scale = (double)Sources / Resized;
        int start = Math.Min((int)Math.Round(First * scale), Sources - 1);
        return (start, Math.Clamp((int)Math.Round((First + Count) * scale) - start, 1, Sources - start));
    }

    /// <summary>Resized to <paramref name="outputs"/> pixels without a crop.</summary>
    public static AxisCut Whole(int sources, int outputs) => new(sources, outputs, 0, outputs, 0);

    /// <summary>Resized to <paramref name="resized"/> pixels; keeps the middle <paramref name="outputs"/> as torchvision's <c>CenterCrop</c>, which rounds halves to even.</summary>
    public static AxisCut Middle(int sources, long resized, int outputs) =>
        new(sources, resized, (long)Math.Round((resized - outputs) / 2.0, MidpointRounding.ToEven), outputs, 0);

    /// <summary>Resized to <paramref name="resized"/> pixels and placed in the middle of <paramref name="outputs"/>.</summary>
    public static AxisCut Inside(int sources, int resized, int outputs) => new(sources, resized, 0, resized, (outputs - resized) / 2);
}
