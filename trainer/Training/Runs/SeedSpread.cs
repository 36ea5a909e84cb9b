namespace EdgeResNet.Trainer.Training.Runs;

/// <summary>A figure over seeds.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StdDev">Standard deviation of a sample (divided by n − 1); absent for a single seed.</param>
internal readonly record struct SeedSpread(double Mean, double? StdDev)
{
    /// <summary>Summarises at least one value.</summary>
    public static SeedSpread Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return new SeedSpread(mean, all.Length < 2 ? null : Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1)));
    }
}
