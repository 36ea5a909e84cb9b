using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Imaging;

/// <summary>Maps a part of a picture to a part of the input.</summary>
/// <param name="Source">The part of the picture that is resized.</param>
/// <param name="Columns">How its columns become those of the input.</param>
/// <param name="Rows">How its rows do.</param>
internal readonly record struct Framing(PixelRect Source, AxisCut Columns, AxisCut Rows)
{
    /// <summary>The part of the picture that the network sees, to the nearest pixel.</summary>
    public PixelRect Seen
    {
        get
        {
            (int x, int width) = Columns.Seen();
            (int y, int height) = Rows.Seen();
            return new PixelRect(Source.X + x, Source.Y + y, width, height);
        }
    }

    /// <summary>The framing of a picture of this size, or of a region of it.</summary>
    /// <exception cref="InputException">The picture or the region within it is empty.</exception>
    public static Framing Of(InputSpec spec, int width, int height, PixelRect? region = null)
    {
        PixelRect part = Clip(region ?? new PixelRect(0, 0, width, height), width, height);
        return spec.Crop switch
        {
            "center" when spec.Margin == 1 && spec.Resize == "area" => Stretched(spec, Centred(spec, part)),
            "center" => Cut(spec, part),
            "pad" => Fitted(spec, part),
            _ => Stretched(spec, part),
        };
    }

    private static PixelRect Clip(PixelRect region, int width, int height)
    {
        int left = Math.Clamp(region.X, 0, width);
        int top = Math.Clamp(region.Y, 0, height);
        int right = (int)Math.Clamp((long)region.X + region.Width, 0, width);
        int bottom = (int)Math.Clamp((long)region.Y + region.Height, 0, height);
        return right > left && bottom > top
            ? new PixelRect(left, top, right - left, bottom - top)
            : throw new InputException($"the region {region.X},{region.Y},{region.Width},{region.Height} lies outside a picture of {width}×{height} pixels");
    }

    /// <summary>The largest centred rectangle of the input's aspect ratio; cuts the longer side to the nearest pixel.</summary>
    private static PixelRect Centred(InputSpec spec, PixelRect part)
    {
        int width = Math.Clamp((int)Math.Round((double)part.Height * spec.Width / spec.Height), 1, part.Width);
        int height = Math.Clamp((int)Math.Round((double)part.Width * spec.Height / spec.Width), 1, part.Height);
        return new PixelRect(part.X + ((part.Width - width) / 2), part.Y + ((part.Height - height) / 2), width, height);
    }

    private static Framing Stretched(InputSpec spec, PixelRect part) =>
        new(part, AxisCut.Whole(part.Width, spec.Width), AxisCut.Whole(part.Height, spec.Height));

    /// <summary>
    /// torchvision's <c>Resize</c> and <c>CenterCrop</c>: the relatively shorter side becomes the input's times the margin. The other
    /// one keeps the aspect ratio, rounded down. Then the middle is cut out.
    /// </summary>
    private static Framing Cut(InputSpec spec, PixelRect part)
    {
        long width = (long)Math.Round(spec.Width * spec.Margin);
        long height = (long)Math.Round(spec.Height * spec.Margin);
        if ((long)part.Width * spec.Height <= (long)part.Height * spec.Width)
        {
            height = Math.Max(width * part.Height / part.Width, spec.Height);
        }
        else
        {
            width = Math.Max(height * part.Width / part.Height, spec.Width);
        }

        return new Framing(part, AxisCut.Middle(part.Width, width, spec.Width), AxisCut.Middle(part.Height, height, spec.Height));
    }

    /// <summary>The whole part in the middle of the input; keeps the aspect ratio to the nearest pixel.</summary>
    private static Framing Fitted(InputSpec spec, PixelRect part)
    {
        double scale = Math.Min((double)spec.Width / part.Width, (double)spec.Height / part.Height);
        int width = Math.Clamp((int)Math.Round(part.Width * scale), 1, spec.Width);
        int height = Math.Clamp((int)Math.Round(part.Height * scale), 1, spec.Height);
        return new Framing(part, AxisCut.Inside(part.Width, width, spec.Width), AxisCut.Inside(part.Height, height, spec.Height));
    }
}
