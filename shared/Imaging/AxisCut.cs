namespace EdgeResNet.Shared.Imaging;

/// <summary>One axis of a resize of which a part may be cut out: only the pixels that are kept are ever computed.</summary>
/// <param name="Sources">Pixels of the picture on this axis.</param>
/// <param name="Resized">Pixels that they become.</param>
/// <param name="First">The first of those that is kept.</param>
/// <param name="Count">How many are kept.</param>
/// <param name="Target">Pixel of the input that the first one becomes.</param>
internal readonly record struct AxisCut(int Sources, long Resized, long First, int Count, int Target)
{
    /// <summary>Nothing is resampled.</summary>
    public bool IsCopy => Resized == Sources;

    /// <summary>The source pixels under those that are kept, to the nearest pixel and at least one.</summary>
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

    /// <summary>Every pixel becomes part of one of <paramref name="outputs"/>.</summary>
    public static AxisCut Whole(int sources, int outputs) => new(sources, outputs, 0, outputs, 0);

    /// <summary>Resized to <paramref name="resized"/> pixels, of which the middle <paramref name="outputs"/> are kept: torchvision's <c>CenterCrop</c>, which rounds halves to even.</summary>
    public static AxisCut Middle(int sources, long resized, int outputs) =>
        new(sources, resized, (long)Math.Round((resized - outputs) / 2.0, MidpointRounding.ToEven), outputs, 0);

    /// <summary>Resized to <paramref name="resized"/> pixels in the middle of <paramref name="outputs"/>.</summary>
    public static AxisCut Inside(int sources, int resized, int outputs) => new(sources, resized, 0, resized, (outputs - resized) / 2);
}
