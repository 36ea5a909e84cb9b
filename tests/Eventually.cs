using System.Diagnostics;

namespace EdgeResNet.Tests;

/// <summary>Waits for another thread or process.</summary>
internal static class Eventually
{
    /// <summary>A generous bound against hangs; no measure of speed.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Returns as soon as <paramref name="condition"/> holds; fails the test after a minute.</summary>
    public static void True(Func<bool> condition, Func<string>? situation = null)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            ThrowIfLate(started, situation);
            RealTime.Pass(milliseconds: 5);
        }
    }

    /// <summary>Completes as soon as <paramref name="condition"/> holds; fails the test after a minute.</summary>
    public static async Task TrueAsync(Func<bool> condition, Func<string>? situation = null)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            ThrowIfLate(started, situation);
            await RealTime.PassAsync(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Runs code that may hang; fails the test after <see cref="Limit"/>.</summary>
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
