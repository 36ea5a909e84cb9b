using EdgeResNet.Shared.Quantization;

namespace EdgeResNet.Tests.Quantization;

public class RangeMethodTest
{
    [Fact]
    public void A_percentile_range_contains_its_share()
    {
        long[] counts = [90, 0, 9, 1];
        Assert.Equal(1, RangeMethod.PercentileThreshold(counts, 0.9));
        Assert.Equal(3, RangeMethod.PercentileThreshold(counts, 0.91));
        Assert.Equal(3, RangeMethod.PercentileThreshold(counts, 0.99));
        Assert.Equal(4, RangeMethod.PercentileThreshold(counts, 1));
    }

    [Fact]
    public void Entropy_clips_an_outlier_and_keeps_an_even_spread()
    {
        long[] outlier = new long[ActivationHistogram.Bins];
        for (int i = 0; i < 256; i++)
        {
            outlier[i] = (long)(1e6 * Math.Exp(-i / 40.0));
        }

        outlier[^1] = 1;
        Assert.InRange(RangeMethod.EntropyThreshold(outlier, 128), 128, 512);
        long[] even = new long[ActivationHistogram.Bins];
        even.AsSpan().Fill(1000);
        Assert.Equal(ActivationHistogram.Bins, RangeMethod.EntropyThreshold(even, 128));
    }

    [Fact]
    public void A_histogram_records_magnitude_and_sign()
    {
        ActivationHistogram histogram = new(ActivationHistogram.Bins);
        histogram.Add([0f, 0.5f, -0.5f, 3.2f, -3.2f, -3.7f, ActivationHistogram.Bins, -ActivationHistogram.Bins]);
        Assert.Equal([3L, 0L, 0L, 3L], histogram.Magnitudes()[..4]);
        Assert.Equal(2, histogram.Magnitudes()[^1]);
        Assert.Equal(1, histogram.Counts[ActivationHistogram.Bins - 1]);
    }

    [Fact]
    public void A_method_never_widens_a_range()
    {
        ActivationHistogram histogram = new(8);
        histogram.Add([.. Enumerable.Range(0, 10000).Select(i => (i % 100 * 0.02f) - 1), 8f]);
        foreach (RangeMethod method in RangeMethod.All)
        {
            ValueRange range = method.Choose(new ValueRange(-1, 8), histogram, 128);
            Assert.InRange(range.Low, -1, 0);
            Assert.InRange(range.High, 0.5f, 8);
        }

        Assert.Equal(8, RangeMethod.All.Single(method => method.Name == "min-max").Choose(new ValueRange(-1, 8), histogram, 128).High);
        Assert.InRange(RangeMethod.Percentile(99.9).Choose(new ValueRange(-1, 8), histogram, 128).High, 0.9f, 1.1f);
    }
}
