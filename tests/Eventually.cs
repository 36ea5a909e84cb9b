using System.Diagnostics;

namespace EdgeResNet.Tests;

/// <summary>Waits for what another thread or process will do.</summary>
internal static class Eventually
{
    /// <summary>A generous bound for what would otherwise take for ever; no measure of speed.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Returns as soon as <paramref name="condition"/> holds; after a minute the test has failed.</summary>
    public static void True(Func<bool> condition, Func<string>? situation = null)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            ThrowIfLate(started, situation);
            RealTime.Pass(milliseconds: 5);
        }
    }

    /// <summary>Is done as soon as <paramref name="condition"/> holds; after a minute the test has failed.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string>? situation = null)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            ThrowIfLate(started, situation);
            await RealTime.PassAsync(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Runs what would never end, or not for long, if it waited for the wrong thing; after <see cref="Limit"/> the test has failed.</summary>
    public static void Ends(Action action)
    {
        Task task = Task.Run(action);
        Assert.True(Task.WaitAny([task], Limit) == 0, $"did not end within {Limit.TotalSeconds:0} s");
        task.GetAwaiter().GetResult();
    }

    private static void ThrowIfLate(long started, Func<string>? situation)
    {
        TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        Assert.True(Stopwatch.GetElapsedTime(started) < Limit, $"not within {Limit.TotalSeconds:0} s; {situation?.Invoke()}");
    }
}
