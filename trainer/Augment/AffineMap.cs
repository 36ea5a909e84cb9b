namespace EdgeResNet.Trainer.Augment;

/// <summary>
/// From a place in the result to the place in the picture that it shows, both from −1 to 1 along each side:
/// <c>x' = XX·x + XY·y + X0</c>, <c>y' = YX·x + YY·y + Y0</c>.
/// </summary>
internal readonly record struct AffineMap(double XX, double XY, double X0, double YX, double YY, double Y0)
{
    /// <summary>Numbers of a map: two rows of three.</summary>
    public const int Length = 6;

    /// <summary>Every place shows itself.</summary>
    public static AffineMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Turns the picture about its middle and enlarges it.</summary>
    /// <param name="degrees">Angle.</param>
    /// <param name="factor">Above 1 enlarges, below 1 makes smaller.</param>
    /// <param name="aspect">The picture's height by its width, so that a turn leaves angles as they are.</param>
    public static AffineMap Turn(double degrees, double factor, double aspect)
    {
        double angle = degrees * Math.PI / 180;
        double cos = Math.Cos(angle) / factor;
        double sin = Math.Sin(angle) / factor;
        return new AffineMap(cos, sin * aspect, 0, -sin / aspect, cos, 0);
    }

    /// <summary>The map that transforms a picture by this one first and the outcome by <paramref name="next"/>: one resampling for both.</summary>
    public AffineMap Then(AffineMap next) => new(
        (XX * next.XX) + (XY * next.YX),
        (XX * next.XY) + (XY * next.YY),
        (XX * next.X0) + (XY * next.Y0) + X0,
        (YX * next.XX) + (YY * next.YX),
        (YX * next.XY) + (YY * next.YY),
        (YX * next.X0) + (YY * next.Y0) + Y0);

    /// <summary>Writes the two rows as <c>affine_grid</c> takes them.</summary>
    public void CopyTo(Span<float> rows)
    {
        ReadOnlySpan<float> numbers = [(float)XX, (float)XY, (float)X0, (float)YX, (float)YY, (float)Y0];
        numbers.CopyTo(rows);
    }
}
