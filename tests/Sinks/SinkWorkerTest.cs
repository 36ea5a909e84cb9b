using System.Collections.Concurrent;
using System.Globalization;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.Tests.Sinks;

/// <summary>The invariants of <see cref="SinkQueue{T}"/> and the life of its thread.</summary>
public sealed class SinkWorkerTest
{
    private const int Nice = 18; // places in /proc/thread-self/stat, counted from 0 (proc_pid_stat(5))
    private const int Policy = 40;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WhenFull.DropOldest, 3, new[] { 0, 4, 5, 6 })]
    [InlineData(WhenFull.DropNewest, 3, new[] { 0, 1, 2, 3 })]
    [InlineData(WhenFull.NewestWins, 0, new[] { 0, 4, 5, 6 })]
    internal void A_full_queue_keeps_its_bound_and_counts_by_its_policy(WhenFull whenFull, int lost, int[] delivered)
    {
        using GatedSink sink = new(whenFull, capacity: 3);
        sink.Hold(0);
        Assert.Equal(Enumerable.Range(1, 6).Select(i => whenFull != WhenFull.DropNewest || i <= 3), Enumerable.Range(1, 6).Select(sink.Worker.Add).ToArray());
        Assert.Equal((0, lost), (sink.Status.Delivered, sink.Status.Lost));
        sink.Finish();
        Assert.Equal(delivered, sink.Delivered);
        Assert.Equal((4, lost), (sink.Status.Delivered, sink.Status.Lost));
        Assert.Equal(Enumerable.Range(0, 7), sink.Released.Order()); // each once
    }

    [Fact]
    public void Add_waits_for_room_without_loss_if_the_source_is_a_file()
    {
        using GatedSink sink = new(WhenFull.DropOldest, capacity: 4, waits: true);
        sink.Worker.Start();
        for (int i = 0; i < 1000; i++)
        {
            sink.Worker.Add(i);
        }

        sink.Finish();
        Assert.Equal(Enumerable.Range(0, 1000), sink.Delivered);
        Assert.Equal((1000, 0), (sink.Status.Delivered, sink.Status.Lost));
    }

    [Theory]
    [InlineData("hurry")]
    [InlineData("complete")]
    [InlineData("room")]
    public void Add_stops_waiting_on_hurry_completion_or_room(string reason)
    {
        using GatedSink sink = new(WhenFull.DropNewest, capacity: 1, waits: true);
        sink.Hold(0);
        sink.Worker.Add(1);
        bool added = false;
        Thread adding = new(() => added = sink.Worker.Add(2));
        adding.Start();
        Eventually.True(() => adding.ThreadState.HasFlag(ThreadState.WaitSleepJoin));
        Action end = reason switch
        {
            "hurry" => sink.Worker.Hurry,
            "complete" => sink.Worker.Complete,
            _ => sink.Open,
        };
        end();
        adding.Join();
        Assert.Equal(reason == "room", added);
        sink.Finish();
        Assert.Equal((reason == "room" ? 3 : 2, reason == "room" ? 0 : 1), (sink.Status.Delivered, sink.Status.Lost));
        Assert.Null(sink.Status.LastProblem);
    }

    [Fact]
    public void Add_does_not_wait_for_a_failed_target()
    {
        using GatedSink sink = new(WhenFull.DropOldest, capacity: 1, waits: true);
        sink.Hold(0);
        sink.Status.Fail("no space left");
        for (int i = 1; i <= 100; i++)
        {
            sink.Worker.Add(i); // 500 s, if each waited
        }

        Assert.Equal(99, sink.Status.Lost);
    }

    [Fact]
    public void Completion_delivers_waiting_records_and_loses_new_ones()
    {
        using GatedSink sink = new(WhenFull.DropOldest, capacity: 8);
        sink.Hold(0);
        sink.Worker.Add(1);
        sink.Worker.Complete();
        Assert.False(sink.Worker.Add(2));
        Assert.False(sink.Ended);
        sink.Finish();
        Assert.True(sink.Ended);
        Assert.Equal([0, 1], sink.Delivered);
        Assert.Equal((2, 1), (sink.Status.Delivered, sink.Status.Lost));
        Assert.Equal([0, 1, 2], sink.Released.Order());
    }

    [Theory]
    [InlineData(WhenFull.DropOldest, null, 3)]
    [InlineData(WhenFull.NewestWins, "the display is slow", 1)] // what a newer one may replace is no loss
    internal void What_is_given_up_is_lost_once_also_when_it_arrives_later(WhenFull whenFull, string? known, int lost)
    {
        using GatedSink sink = new(whenFull, capacity: 8);
        sink.Hold(0);
        sink.Worker.Add(1);
        sink.Worker.Add(2);
        if (known is not null)
        {
            sink.Status.Fail(known);
        }

        Assert.False(sink.Worker.Abandoned.IsCancellationRequested);
        sink.Worker.Finish(TimeSpan.Zero);
        Assert.True(sink.Worker.Abandoned.IsCancellationRequested);
        Assert.Equal((0, lost, known ?? "did not take everything in time"), (sink.Status.Delivered, sink.Status.Lost, sink.Status.Problem));
        Assert.Equal([1, 2], sink.Released.Order()); // the one in hand is still being read
        sink.Open();
        Eventually.True(() => sink.Ended);
        Assert.Equal((0, lost), (sink.Status.Delivered, sink.Status.Lost));
        Assert.Equal([0, 1, 2], sink.Released.Order());
        Assert.Equal([0], sink.Delivered);
    }

    [Fact]
    public void A_failed_delivery_loses_only_its_batch_and_is_shown()
    {
        SinkWorker<int>? worker = null;
        using GatedSink sink = new(WhenFull.DropOldest, capacity: 8, number =>
        {
            if (number != 0)
            {
                return Outcome.Delivered;
            }

            Assert.True(worker!.TryTake(out int next) && next == 1);
            throw new FormatException("no such label");
        });
        worker = sink.Worker;
        sink.Hold(0);
        sink.Worker.Add(1);
        sink.Open();
        Eventually.True(() => sink.Status is { Lost: 2, Problem: "no such label" });
        sink.Worker.Add(2);
        sink.Finish();
        Assert.Equal((1, 2, null, "no such label"), (sink.Status.Delivered, sink.Status.Lost, sink.Status.Problem, sink.Status.LastProblem));
        Assert.Equal([0, 1, 2], sink.Released.Order());
    }

    [Theory]
    [InlineData(Outcome.Delivered, 1, 0)]
    [InlineData(Outcome.Lost, 0, 1)]
    [InlineData(Outcome.Skipped, 0, 0)]
    internal void Each_outcome_counts_as_what_it_is(Outcome outcome, int delivered, int lost)
    {
        using GatedSink sink = new(WhenFull.DropOldest, capacity: 8, _ => outcome);
        sink.Hold(0);
        sink.Finish();
        Assert.Equal((delivered, lost), (sink.Status.Delivered, sink.Status.Lost));
    }

    [Theory]
    [InlineData(WhenFull.DropOldest)]
    [InlineData(WhenFull.DropNewest)]
    internal async Task Whatever_races_with_what_each_item_counts_once_and_is_released_once(WhenFull whenFull)
    {
        for (int round = 0; round < 100; round++)
        {
            const int items = 300;
            SinkStatus status = new("racing");
            ConcurrentQueue<int> released = [];
            SinkWorker<int>? worker = null;
            worker = new(new(status, 4, whenFull) { Release = released.Enqueue }, number =>
            {
                worker!.TryTake(out _); // a batch, now and then
                return number % 7 == 0 ? throw new FormatException("seven") : number % 5 == 0 ? Outcome.Lost : Outcome.Delivered;
            });
            worker.Start();
            Task[] adding = [.. Enumerable.Range(0, 3).Select(part => Task.Run(
                () =>
                {
                    for (int i = part; i < items; i += 3)
                    {
                        worker.Add(i);
                    }
                },
                Stop))];
            if (round % 2 == 0)
            {
                await Task.WhenAll(adding);
            }

            worker.Finish(round % 4 < 2 ? TimeSpan.FromMinutes(1) : TimeSpan.Zero); // some of them while items come
            await Task.WhenAll(adding);
            worker.Dispose();
            Assert.Equal(items, status.Delivered + status.Lost);
            Assert.Equal(Enumerable.Range(0, items), released.Order());
        }
    }

    [Fact]
    public void A_record_is_copied_so_that_the_caller_may_reuse_it()
    {
        using SemaphoreSlim entered = new(0);
        using ManualResetEventSlim filled = new();
        List<long> frames = [];
        SinkStatus status = new("copies");
        using SinkWorker<FrameResult> worker = new(new(status, 2, WhenFull.DropOldest, static () => new FrameResult(), static (from, to) => from.CopyTo(to)), result =>
        {
            entered.Release();
            filled.Wait();
            frames.Add(result.Frame);
            return Outcome.Delivered;
        });
        FrameResult same = Results.Stable(0);
        worker.Add(same);
        worker.Start();
        entered.Wait(Stop);
        for (int i = 1; i <= 5; i++)
        {
            same.Frame = i;
            worker.Add(same);
        }

        filled.Set();
        worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal([0, 4, 5], frames);
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        using SinkWorker<FrameResult> copies = new(new(new("copies"), 4, WhenFull.DropOldest, static () => new FrameResult(), static (from, to) => from.CopyTo(to)), _ => Outcome.Delivered);
        using SinkWorker<string> references = new(new(new("references"), 4, WhenFull.NewestWins), _ => Outcome.Delivered);
        copies.Start();
        references.Start();
        FrameResult result = Results.Stable(0);
        Assert.Equal(0, Allocation.OfThousandCalls(_ => copies.Add(result)));
        Assert.Equal(0, Allocation.OfThousandCalls(_ => references.Add("picture")));
    }

    [Fact]
    public void A_worker_never_started_releases_and_counts_its_records()
    {
        using GatedSink sink = new(WhenFull.DropOldest, capacity: 4);
        sink.Worker.Add(1);
        sink.Worker.Dispose();
        Assert.Equal((1, null, true), (sink.Status.Lost, sink.Status.Problem, sink.Ended));
        Assert.Equal([1], sink.Released);
    }

    [Fact]
    public void An_idle_worker_calls_Idle_and_survives_its_failure()
    {
        using SemaphoreSlim idle = new(0);
        SinkStatus status = new("quiet");
        using SinkWorker<int> worker = new(new(status, 4, WhenFull.DropOldest), _ => Outcome.Delivered)
        {
            Begin = () => throw new FormatException("cannot begin"),
            Idle = () =>
            {
                idle.Release();
                throw new FormatException("cannot be idle");
            },
            IdleEvery = TimeSpan.FromMilliseconds(1),
        };
        worker.Start();
        Assert.True(worker.WaitForBegin(TimeSpan.FromMinutes(1)));
        idle.Wait(Stop);
        idle.Wait(Stop);
        Assert.Equal("cannot be idle", status.Problem);
        worker.Add(1);
        worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal(1, status.Delivered);
    }

    [Fact]
    public void Completion_ends_a_pause_and_giving_up_ends_the_next()
    {
        using SemaphoreSlim paused = new(0);
        Thread? thread = null;
        SinkWorker<int>? worker = null;
        using SinkWorker<int> pausing = worker = new(new(new("pausing"), 4, WhenFull.DropOldest), _ =>
        {
            Volatile.Write(ref thread, Thread.CurrentThread);
            worker!.Pause(TimeSpan.FromHours(1));
            paused.Release();
            worker!.Pause(TimeSpan.FromHours(1));
            paused.Release();
            return Outcome.Lost;
        });
        worker.Add(1);
        worker.Start();
        Eventually.True(() => Volatile.Read(ref thread)?.ThreadState.HasFlag(ThreadState.WaitSleepJoin) is true);
        worker.Complete();
        paused.Wait(Stop);
        worker.Finish(TimeSpan.Zero);
        paused.Wait(Stop);
    }

    [Fact]
    public void The_worker_thread_yields_to_the_pipelines_threads()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "threads have no niceness of their own elsewhere");
        string[] before = Stat();
        string[] inside = [];
        string? name = null;
        using SinkWorker<int> worker = new(new(new("a sink"), 1, WhenFull.DropOldest), _ => Outcome.Delivered) { Begin = () => (inside, name) = (Stat(), Thread.CurrentThread.Name) };
        worker.Start();
        worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal("a sink", name);
        Assert.Equal(Math.Min(19, int.Parse(before[Nice], CultureInfo.InvariantCulture) + 10), int.Parse(inside[Nice], CultureInfo.InvariantCulture));
        Assert.Equal("3", inside[Policy]); // SCHED_BATCH
        Assert.Equal((before[Nice], before[Policy]), (Stat()[Nice], Stat()[Policy]));
    }

    private static string[] Stat()
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return ["", "", .. stat[(stat.LastIndexOf(')') + 2)..].Split(' ')]; // the name before it may have blanks
    }
}
