using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.Tests.Threads;

public sealed class AllocationMeterTest
{
    [Fact]
    public void The_meter_counts_allocations_between_turns_unless_skipped()
    {
        AllocationMeter meter = new(warmUp: 1);
        meter.Count();
        GC.KeepAlive(new byte[10_000]);
        meter.Count();
        GC.KeepAlive(new byte[1_000_000]); // a source is opened again
        meter.Skip();
        GC.KeepAlive(new byte[30_000]);
        meter.Count();
        Assert.InRange(meter.BytesPerTurn, 20_000, 21_000);
    }
}
