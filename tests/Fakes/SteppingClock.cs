using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.Tests.Fakes;

/// <summary>A clock that advances by <paramref name="step"/> at each read, so that time passes without waiting.</summary>
internal sealed class SteppingClock(TimeSpan step) : TimeProvider
{
    private long reads;

    /// <summary>A patience of one hour that expires after some reads of the clock.</summary>
    public static Patience Hour() => new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), CancellationToken.None, new SteppingClock(TimeSpan.FromSeconds(1)));

    /// <summary>How often it was read.</summary>
    public long Reads => Interlocked.Read(ref reads);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Increment(ref reads) * step.Ticks;
}
