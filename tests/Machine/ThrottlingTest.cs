using EdgeResNet.Shared.Machine;

namespace EdgeResNet.Tests.Machine;

public class ThrottlingTest
{
    private static readonly MachineState quiet = new() { Celsius = new Dictionary<string, double>(), ClocksMhz = new Dictionary<string, double>(), ThrottleEvents = new Dictionary<string, long> { ["cpu0 core_throttle_count"] = 7 }, Cooling = new Dictionary<string, long>(), Gpus = [] };

    [Fact]
    public void A_quiet_machine_is_not_throttled() =>
        Assert.Empty(Throttling.Reasons(quiet, quiet, Samples(2000, 2000, 1990, 2000, 2000, 2000, 1950, 1950), []));

    [Fact]
    public void A_grown_throttle_count_is_throttling_and_a_constant_one_is_not()
    {
        MachineState after = quiet with { ThrottleEvents = new Dictionary<string, long> { ["cpu0 core_throttle_count"] = 9, ["cpu1 core_throttle_count"] = 4 } };
        Assert.Equal(["cpu0 core_throttle_count grew by 2"], Throttling.Reasons(quiet, after, [], []));
    }

    [Fact]
    public void An_active_cooling_device_is_throttling()
    {
        MachineState cooled = quiet with { Cooling = new Dictionary<string, long> { ["cpufreq-cpu0 (cooling_device1)"] = 2 } };
        Assert.Single(Throttling.Reasons(quiet, cooled, [], []));
        Assert.Single(Throttling.Reasons(cooled, quiet, [], []));
    }

    [Fact]
    public void A_zone_above_its_passive_trip_point_is_throttling() =>
        Assert.Contains("1.5 °C above", Throttling.Reasons(quiet, quiet, [new MachineSample(0, 96.5, 2000, 1.5)], [])[0], StringComparison.Ordinal);

    [Fact]
    public void A_clock_that_falls_much_is_throttling() =>
        Assert.Equal(["the slowest processor's clock fell from 2000 to 1500 MHz"], Throttling.Reasons(quiet, quiet, Samples(2000, 2000, 2000, 2000, 1700, 1500, 1500, 1500), []));

    [Fact]
    public void An_unread_clock_is_not_throttling() =>
        Assert.Empty(Throttling.Reasons(quiet, quiet, Samples(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN), []));

    [Fact]
    public void A_GPU_slowdown_reason_is_throttling() =>
        Assert.Equal(["GPU 0: power cap"], Throttling.Reasons(quiet, quiet, [], ["GPU 0: power cap"]));

    private static MachineSample[] Samples(params double[] clocks) => [.. clocks.Select((clock, i) => new MachineSample(i, double.NaN, clock, double.NegativeInfinity))];
}
