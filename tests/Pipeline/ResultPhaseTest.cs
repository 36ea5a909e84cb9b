using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.Tests.Pipeline;

public sealed class ResultPhaseTest
{
    private const double Tick = 1000 / 30.0;

    [Theory]
    [InlineData(30, 0)]
    [InlineData(30, 20)]
    [InlineData(29.97, 32)]
    [InlineData(60, 11)]
    [InlineData(15, 40)]
    public void Ticks_come_just_after_results(double rate, double firstResult)
    {
        (double[] waits, double length) = Run(1000 / rate, firstResult, ticks: 900);
        Assert.All(waits[2..], wait => Assert.InRange(wait, 0, 2 * ResultPhase.Target));
        Assert.Equal(900 * Tick, length, tolerance: 100);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(29)]
    [InlineData(50)]
    public void Ticks_keep_their_rate_at_other_source_rates(double rate)
    {
        (_, double length) = Run(1000 / rate, firstResult: 0, ticks: 3000);
        Assert.InRange(length / (3000 * Tick), 0.996, 1.004);
    }

    [Fact]
    public void The_phase_is_set_anew_after_a_loss()
    {
        ResultPhase phase = new();
        phase.Add(20);
        Assert.Equal(ResultPhase.Target - 20, phase.TakeCorrection());
        Assert.Equal(0, phase.TakeCorrection());
        phase.Add(20);
        Assert.Equal(-ResultPhase.LargestStep, phase.TakeCorrection());
        phase.Reset();
        phase.Add(10);
        Assert.Equal(ResultPhase.Target - 10, phase.TakeCorrection());
    }

    /// <summary>A simulated clock beside simulated results: how long each new result waited for its tick, and when the last tick was.</summary>
    private static (double[] Waits, double Length) Run(double period, double firstResult, int ticks)
    {
        ResultPhase phase = new();
        List<double> waits = [];
        double now = 0;
        double seen = -1;
        for (int i = 0; i < ticks; i++)
        {
            double newest = Math.Floor((now - firstResult) / period);
            if (newest > seen)
            {
                seen = newest;
                waits.Add(now - firstResult - (newest * period));
                phase.Add(waits[^1]);
            }

            now += Tick + phase.TakeCorrection();
        }

        return ([.. waits], now);
    }
}
