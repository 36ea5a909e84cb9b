namespace EdgeResNet.Tests;

/// <summary>
/// The only place that waits on the real clock: for a fake camera or render loop, a slow fake's work, the moment
/// of a kill. For results, a test uses events and <see cref="Eventually"/>.
/// </summary>
internal static class RealTime
{
#pragma warning disable RS0030 // the place that the ban points to
    /// <summary>Blocks the calling thread.</summary>
    public static void Pass(double milliseconds) => Thread.Sleep(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Completes after the given time.</summary>
    public static Task PassAsync(TimeSpan time, CancellationToken cancel) => Task.Delay(time, cancel);
#pragma warning restore RS0030
}
