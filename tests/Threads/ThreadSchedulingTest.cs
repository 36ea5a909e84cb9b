using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeResNet.EdgeApp.Threads;
using Microsoft.Extensions.Time.Testing;

namespace EdgeResNet.Tests.Threads;

public sealed partial class ThreadSchedulingTest
{
    private const int Normal = 0;
    private const int RoundRobin = 2;
    private const int Batch = 3;
    private static readonly TimeSpan afterTheWindow = TimeSpan.FromSeconds(2.1); // of Pace

    [Fact]
    public void A_pace_thread_has_real_time_priority_except_while_it_computes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "policies of threads are Linux's");
        OnThread(() =>
        {
            Assert.SkipWhen(Nice() > 0, "these tests were asked to be nice");
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

    [Theory]
    [InlineData(10)]
    [InlineData(19)]
    public void A_yielding_thread_gets_batch_policy_and_a_higher_nice_value(int nicer)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "policies of threads are Linux's");
        OnThread(() =>
        {
            int before = Nice();
            (nicer < 19 ? (Action)ThreadScheduling.GiveWay : ThreadScheduling.StandBack)();
            Assert.Equal(Batch, Policy());
            Assert.Equal(Math.Min(before + nicer, 19), Nice());
            Assert.False(ThreadScheduling.KeepPace()); // this policy was chosen
            Assert.Equal(Batch, Policy());
        });
    }

    [Fact]
    public void A_thread_over_a_third_of_its_core_loses_real_time_priority()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "policies of threads are Linux's");
        OnThread(() =>
        {
            FakeTimeProvider clock = new();
            Pace idle = Pace.Keep(wanted: true, clock);
            Assert.SkipUnless(idle.RealTime, "this process may not have real-time threads");
            clock.Advance(afterTheWindow);
            idle.Look();
            Assert.True(idle.RealTime);
            Assert.Equal(RoundRobin, Policy());
            idle.Pause();
            Assert.Equal(Normal, Policy());

            Pace busy = Pace.Keep(wanted: true, clock);
            for (int turn = 0; turn < 3000 && busy.RealTime; turn++)
            {
                Work(TimeSpan.FromMilliseconds(5));
                clock.Advance(TimeSpan.FromMilliseconds(10));
                busy.Look();
            }

            Assert.Equal(Normal, Policy());
        });
    }

    [Fact]
    public void A_niced_thread_gets_no_real_time_priority()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "policies of threads are Linux's");
        OnThread(() =>
        {
            Assert.Equal(0, SetPriority(0, 0, Nice() + 1)); // of this thread alone, on Linux
            Assert.SkipUnless(Nice() > 0, "these tests run at a negative niceness");
            Assert.False(ThreadScheduling.KeepPace());
            Assert.Equal(Normal, Policy());
        });
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int nice);

    private static void Work(TimeSpan time)
    {
        for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < time;)
        {
            Thread.SpinWait(1000);
        }
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
