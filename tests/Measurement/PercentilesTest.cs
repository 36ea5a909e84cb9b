using CsCheck;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.Tests.Measurement;

public class PercentilesTest
{
    [Fact]
    public void Percentiles_use_the_nearest_rank()
    {
        double[] values = [.. Enumerable.Range(1, 1000).Select(i => (double)i)];
        Random.Shared.Shuffle(values);
        Percentiles percentiles = Percentiles.Of(values);
        Assert.Equal(
            (1, 500.5, 1000, 500, 900, 950, 970, 990, 999),
            (percentiles.Min, percentiles.Mean, percentiles.Max, percentiles.P50, percentiles.P90, percentiles.P95, percentiles.P97, percentiles.P99, percentiles.P999));
    }

    [Theory]
    [InlineData(10, 9, 10)]
    [InlineData(11, 10, 11)]
    [InlineData(1, 1, 1)]
    [InlineData(101, 91, 100)]
    [InlineData(26, 24, 26)]
    public void A_percentile_is_a_measured_value(int count, double p90, double p99)
    {
        Percentiles percentiles = Percentiles.Of([.. Enumerable.Range(1, count).Select(i => (double)i)]);
        Assert.Equal((p90, p99), (percentiles.P90, percentiles.P99));
    }

    [Fact]
    public void Mean_and_standard_deviation_cover_all_values()
    {
        Percentiles percentiles = Percentiles.Of([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.Equal((5, 2), (percentiles.Mean, percentiles.StdDev));
    }

    [Fact]
    public void A_percentile_is_the_smallest_value_that_covers_its_share() => Gen.Double[0, 1e3].Array[1, 300].Sample(values =>
    {
        Percentiles percentiles = Percentiles.Of([.. values]);
        foreach ((double share, double found) in new[]
        {
            (0.5, percentiles.P50), (0.9, percentiles.P90), (0.95, percentiles.P95), (0.97, percentiles.P97), (0.99, percentiles.P99), (0.999, percentiles.P999),
        })
        {
            double naive = values.Order().First(candidate => values.Count(value => value <= candidate) * 1000L >= (long)Math.Round(share * 1000) * values.Length);
            Assert.Equal(naive, found);
        }

        Assert.Equal((values.Min(), values.Max()), (percentiles.Min, percentiles.Max));
        Assert.Equal(values.Average(), percentiles.Mean, 1e-9);
        Assert.Equal(Math.Sqrt(values.Select(value => Math.Pow(value - values.Average(), 2)).Average()), percentiles.StdDev, 1e-9);
    });

    [Fact]
    public void No_measurement_gives_zero_percentiles() => Assert.Equal(new Percentiles(), Percentiles.Of([]));

    [Fact]
    public void A_recorder_keeps_added_values_without_allocation()
    {
        LatencyRecorder recorder = new(2000);
        recorder.Add(7);
        recorder.Clear();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 1; i <= 1000; i++)
        {
            recorder.Add(i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1000, recorder.Count);
        Assert.Equal(900, recorder.Summarize().P90);
    }

    [Fact]
    public void A_full_recorder_keeps_the_newest_values()
    {
        LatencyRecorder recorder = new(10);
        for (int i = 1; i <= 25; i++)
        {
            recorder.Add(i);
        }

        Percentiles percentiles = recorder.Summarize();
        Assert.Equal((25, 16, 25), (recorder.Count, percentiles.Min, percentiles.Max));
    }
}
