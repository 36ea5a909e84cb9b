namespace EdgeResNet.Trainer.Augment;

/// <summary>
/// Maps a place in the result to a place in the picture, both from −1 to 1 along each side:
/// <c>x' = XX·x + XY·y + X0</c>, <c>y' = YX·x + YY·y + Y0</c>.
/// </summary>
internal readonly record struct AffineMap(double XX, double XY, double X0, double YX, double YY, double Y0)
{
    /// <summary>Numbers of a map: two rows of three.</summary>
    public const int Length = 6;

    /// <summary>The identity.</summary>
    public static AffineMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Rotates the picture about its centre and scales it.</summary>
    /// <param name="degrees">Angle.</param>
    /// <param name="factor">Above 1 enlarges, below 1 makes smaller.</param>
    /// <param name="aspect">The picture's height by its width, so a rotation keeps angles.</param>
    public static AffineMap Turn(double degrees, double factor, double aspect)
    {
        double angle = degrees * Math.PI / 180;
        double cos = Math.Cos(angle) / factor;
        double sin = Math.Sin(angle) / factor;
        return new AffineMap(cos, sin * aspect, 0, -sin / aspect, cos, 0);
    }

    /// <summary>Applies this map, then <paramref name="next"/>, with a single resampling.</summary>
    public AffineMap Then(AffineMap next) => new(
        (XX * next.XX) + (XY * next.YX),
        (XX * next.XY) + (XY * next.YY),
        (XX * next.X0) + (XY * next.Y0) + X0,
        (YX * next.XX) + (YY * next.YX),
        (YX * next.XY) + (YY * next.YY),
        (YX * next.X0) + (YY * next.Y0) + Y0);

    /// <summary>Writes the two rows for <c>affine_grid</c>.</summary>
    public void CopyTo(Span<float> rows)
    {
        ReadOnlySpan<float> numbers = [(float)XX, (float)XY, (float)X0, (float)YX, (float)YY, (float)Y0];
        numbers.CopyTo(rows);
    }
}
