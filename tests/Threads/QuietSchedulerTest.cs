using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.Tests.Threads;

public sealed class QuietSchedulerTest
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Parallel_loops_of_a_task_stay_on_its_thread()
    {
        using QuietScheduler quiet = new("test");
        int[] threads = new int[64];
        int own = 0;
        await quiet.Run(() =>
        {
            own = Environment.CurrentManagedThreadId;
            Parallel.For(0, threads.Length, new ParallelOptions { TaskScheduler = null }, index => threads[index] = Environment.CurrentManagedThreadId);
        }, Stop);
        Assert.All(threads, thread => Assert.Equal(own, thread));
        Assert.NotEqual(own, Environment.CurrentManagedThreadId);
    }

    [Fact]
    public async Task Work_runs_in_order_and_a_failure_reaches_who_waits()
    {
        List<int> order = [];
        using (QuietScheduler quiet = new("test"))
        {
            Task failed = quiet.Run(() => throw new InputException("no"), Stop);
            _ = quiet.Run(() => order.Add(1), Stop);
            _ = quiet.Run(() => order.Add(2), Stop);
            await Assert.ThrowsAsync<InputException>(() => failed);
        }

        Assert.Equal([1, 2], order);
    }
}
