using System.Diagnostics;

namespace EdgeResNet.Tests;

/// <summary>Waits for what another thread or process will do.</summary>
internal static class Eventually
{
    /// <summary>Returns as soon as <paramref name="condition"/> holds; after a minute the test has failed.</summary>
    public static void True(Func<bool> condition, Func<string>? situation = null)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(1), $"not within a minute; {situation?.Invoke()}");
            Thread.Sleep(5);
        }
    }
}
