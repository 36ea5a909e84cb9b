using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>Measures how often whole pictures come. What a driver promises ends in the dark, where exposures are long.</summary>
/// <param name="promised">Time between pictures that the driver tells; zero if unknown.</param>
internal sealed class CameraPace(TimeSpan promised)
{
    private const int Pictures = 8; // over which the pace is measured
    private const int Least = 3;
    private const double Slower = 1.25; // less is jitter
    private static readonly TimeSpan unmeasured = TimeSpan.FromSeconds(5.0 / 3);
    private static readonly TimeSpan dark = TimeSpan.FromSeconds(0.25 / 3); // from one picture to the next, a camera may expose for a quarter of a second
    private readonly long[] times = new long[Pictures];
    private long period = Math.Max(promised.Ticks, unmeasured.Ticks);
    private long count;

    /// <summary>Time between pictures to expect; a third of the silence that means nothing. Safe from any thread.</summary>
    public TimeSpan Period => TimeSpan.FromTicks(Interlocked.Read(ref period));

    /// <summary>A whole picture came.</summary>
    public void Came(long at)
    {
        times[count++ % Pictures] = at;
        if (count >= Least)
        {
            int known = (int)Math.Min(count, Pictures);
            long measured = Stopwatch.GetElapsedTime(times[(count - known) % Pictures], at).Ticks / (known - 1);
            long expected = measured > Slower * promised.Ticks ? measured : promised.Ticks;
            Interlocked.Exchange(ref period, Math.Max(expected, dark.Ticks));
        }
    }
}
