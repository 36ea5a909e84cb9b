using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.Tests.Fakes;

/// <summary>A clock that goes on by <paramref name="step"/> each time it is read: time passes without waiting.</summary>
internal sealed class SteppingClock(TimeSpan step) : TimeProvider
{
    private long reads;

    /// <summary>A patience of an hour that is over, or finds a sink silent, after some looks.</summary>
    public static Patience Hour() => new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), CancellationToken.None, new SteppingClock(TimeSpan.FromSeconds(1)));

    /// <summary>How often it was read.</summary>
    public long Reads => Interlocked.Read(ref reads);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Increment(ref reads) * step.Ticks;
}
