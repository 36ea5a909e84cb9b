namespace EdgeResNet.Trainer.Checks;

/// <summary>Finds blank pictures and those with unusual size, brightness or contrast.</summary>
internal static class Outliers
{
    private const int SizeMeasures = 3; // the first of the measures
    private const int Brightness = 3;

    // Sizes are compared by logarithm, so half and double are equally far, and by longer and shorter side, so rotation does not matter.
    // The given deviations are lower limits.
    private static readonly Measure[] measures =
    [
        new(OutlierMeasure.LongSide, facts => Math.Max(facts.Width, facts.Height), Logarithmic: true, LeastDeviation: 0.1),
        new(OutlierMeasure.ShortSide, facts => Math.Min(facts.Width, facts.Height), Logarithmic: true, LeastDeviation: 0.1),
        new(OutlierMeasure.Aspect, facts => (double)Math.Max(facts.Width, facts.Height) / Math.Min(facts.Width, facts.Height), Logarithmic: true, LeastDeviation: 0.1),
        new(OutlierMeasure.Brightness, facts => facts.Brightness, Logarithmic: false, LeastDeviation: 8),
        new(OutlierMeasure.Contrast, facts => facts.Contrast, Logarithmic: false, LeastDeviation: 4),
    ];

    private sealed record Measure(OutlierMeasure Kind, Func<PictureFacts, double> Value, bool Logarithmic, double LeastDeviation)
    {
        public double Scaled(PictureFacts facts) => Logarithmic ? Math.Log(Value(facts)) : Value(facts);

        public double Unscaled(double value) => Logarithmic ? Math.Exp(value) : value;
    }

    /// <summary>Blank pictures, then the others by distance, each with its largest measure. A blank picture of unusual size is in both.</summary>
    /// <param name="pictures">The data.</param>
    /// <param name="scan">All pictures.</param>
    /// <param name="limit">The smallest z-score of an outlier.</param>
    public static IReadOnlyList<Outlier> Find(ICheckedPictures pictures, PictureScan scan, double limit)
    {
        if (scan.Readable.Length == 0)
        {
            return [];
        }

        RobustScale[] scales = [.. measures.Select(measure => RobustScale.Of([.. scan.Readable.Select(index => measure.Scaled(scan[index]))], measure.LeastDeviation))];
        List<Outlier> found = [];
        foreach (int index in scan.Readable)
        {
            PictureFacts facts = scan[index];
            if (facts.IsBlank)
            {
                found.Add(By(Brightness) with { Measure = OutlierMeasure.Blank });
            }

            int farthest = Enumerable.Range(0, facts.IsBlank ? SizeMeasures : measures.Length).MaxBy(i => Math.Abs(Z(i)));
            if (Math.Abs(Z(farthest)) >= limit)
            {
                found.Add(By(farthest));
            }

            double Z(int i) => scales[i].Z(measures[i].Scaled(facts));

            Outlier By(int i) => new(
                PictureRef.To(pictures, index),
                measures[i].Kind,
                measures[i].Value(facts),
                measures[i].Unscaled(scales[i].Median),
                Z(i));
        }

        return [.. found.OrderByDescending(outlier => outlier.Measure == OutlierMeasure.Blank).ThenByDescending(outlier => Math.Abs(outlier.Z)).ThenBy(outlier => outlier.Picture.Index)];
    }
}
