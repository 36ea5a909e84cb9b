namespace EdgeResNet.Tests;

/// <summary>
/// The one place where time itself passes: the clock of a fake camera or render loop, the work of a slow fake, the moment
/// of a kill. A test never waits here for a result; that is what events and <see cref="Eventually"/> are for.
/// </summary>
internal static class RealTime
{
#pragma warning disable RS0030 // the place that the ban points to
    /// <summary>Blocks the calling thread.</summary>
    public static void Pass(double milliseconds) => Thread.Sleep(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Is done after a time.</summary>
    public static Task PassAsync(TimeSpan time, CancellationToken cancel) => Task.Delay(time, cancel);
#pragma warning restore RS0030
}
