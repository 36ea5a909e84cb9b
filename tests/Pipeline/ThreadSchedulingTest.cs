using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.Tests.Pipeline;

public sealed class ThreadSchedulingTest
{
    private const int Normal = 0;
    private const int RoundRobin = 2;
    private const int Batch = 3;

    [Fact]
    public void A_thread_that_keeps_pace_goes_before_all_others_except_while_it_computes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "policies of threads are Linux's");
        OnThread(() =>
        {
            Assert.SkipUnless(ThreadScheduling.KeepPace(), "this process may not have real-time threads");
            Assert.Equal(RoundRobin, Policy());
            ThreadScheduling.ShareCore();
            Assert.Equal(Normal, Policy());
            ThreadScheduling.TakeCore();
            Assert.Equal(RoundRobin, Policy());
            OnThread(() => Assert.Equal(Normal, Policy())); // a library's threads do not inherit it
            ThreadScheduling.ShareCore();
            Assert.True(ThreadScheduling.KeepPace()); // another run on the same thread
        });
    }

    [Fact]
    public void A_thread_that_gives_way_takes_no_core_from_others_and_a_smaller_share()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "policies of threads are Linux's");
        OnThread(() =>
        {
            int before = Nice();
            ThreadScheduling.GiveWay();
            Assert.Equal(Batch, Policy());
            Assert.Equal(Math.Min(before + 10, 19), Nice());
            Assert.False(ThreadScheduling.KeepPace()); // somebody chose this policy
            Assert.Equal(Batch, Policy());
        });
    }

    private static int Policy() => Field(41);

    private static int Nice() => Field(19);

    /// <summary>Field of <c>/proc/…/stat</c>, from 1 (proc_pid_stat(5)).</summary>
    private static int Field(int number)
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[number - 3]);
    }

    /// <summary>On a thread of its own, so that the test's keeps its policy.</summary>
    private static void OnThread(Action test)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                test();
            }
#pragma warning disable CA1031 // handed on
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure).Throw();
        }
    }
}
