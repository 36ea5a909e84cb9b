namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>Time between pictures as drivers tell it, a fraction of seconds (<c>v4l2_fract timeperframe</c>).</summary>
/// <param name="Numerator">Seconds times <paramref name="Denominator"/>.</param>
/// <param name="Denominator">1 for seconds.</param>
internal readonly record struct FramePeriod(uint Numerator, uint Denominator)
{
    private const int Thousand = 1000;
    private const int NtscDivisor = 1001;

    /// <summary>Whether it says anything.</summary>
    public bool IsKnown => Numerator > 0 && Denominator > 0;

    /// <summary>Pictures a second; 0 if unknown.</summary>
    public double Fps => IsKnown ? Math.Round((double)Denominator / Numerator, 3) : 0;

    /// <summary>As time; zero if unknown.</summary>
    public TimeSpan Time => IsKnown ? TimeSpan.FromSeconds((double)Numerator / Denominator) : TimeSpan.Zero;

    /// <summary>The exact fraction of a rate: 7.5 is 2/15, 0.5 is 2/1, 29.97 is 1001/30000.</summary>
    /// <param name="fps">Pictures a second, 0.001 to 1,000,000.</param>
    public static FramePeriod Of(double fps)
    {
        double ntsc = Math.Round(fps * NtscDivisor / Thousand); // 23.976, 29.97, 59.94: 24, 30, 60 × 1000 / 1001
        if (fps != Math.Round(fps) && Math.Abs((ntsc * Thousand / NtscDivisor) - fps) < 0.005 && ntsc >= 12)
        {
            return new FramePeriod(NtscDivisor, (uint)ntsc * Thousand);
        }

        uint numerator = Thousand;
        uint denominator = (uint)Math.Max(1, Math.Round(fps * Thousand));
        uint divisor = (uint)System.Numerics.BigInteger.GreatestCommonDivisor(numerator, denominator);
        return new FramePeriod(numerator / divisor, denominator / divisor);
    }
}
