using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.Tests.Pipeline;

public sealed class FrameChannelTest : IDisposable
{
    private readonly CancellationTokenSource ending = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => ending.Dispose();

    [Fact]
    public void A_live_channel_keeps_the_newest_frame_and_counts_the_others()
    {
        using FrameChannel channel = Newest();
        Send(channel, 0, 1, 2, 3, 4);
        channel.Complete();
        Assert.Equal(["4", "end"], Rest(channel));
        Assert.Equal(4, channel.Dropped);
    }

    [Fact]
    public void A_live_reader_leaves_out_frames_from_before_its_time()
    {
        using FrameChannel channel = Newest();
        SendAt(channel, 0, captured: 10);
        Lose(channel, "a");
        Assert.Equal("a", Text(channel.Next(notBefore: 20)));
        Assert.Equal(1, channel.Dropped);
        FrameMessage got = default;
        Thread reader = new(() => got = channel.Next(notBefore: 20));
        reader.Start();
        Eventually.True(() => channel.ReaderCame() & channel.ReaderCame()); // twice: it waits
        SendAt(channel, 1, captured: 19);
        SendAt(channel, 2, captured: 20);
        Assert.True(reader.Join(TimeSpan.FromSeconds(30)));
        Assert.Equal(("2", 2), (Text(got), channel.Dropped));
    }

    [Fact]
    public void A_reader_of_files_gets_every_frame()
    {
        using FrameChannel channel = Lossless(3);
        SendAt(channel, 0, captured: 10);
        Assert.Equal("0", Text(channel.Next(notBefore: 20)));
    }

    [Fact]
    public void A_loss_arrives_between_the_frames_around_it()
    {
        using FrameChannel channel = Newest();
        Send(channel, 0);
        Lose(channel, "a");
        Assert.Equal("0", Text(channel.Next()));
        Send(channel, 1);
        channel.Complete();
        Assert.Equal(["a", "1", "end"], Rest(channel));
        Assert.Equal(0, channel.Dropped);
    }

    [Fact]
    public void Losses_arrive_in_order_even_if_frames_are_replaced()
    {
        using FrameChannel channel = Newest();
        Send(channel, 0);
        FrameMessage inFlight = channel.Next();
        Send(channel, 1);
        Lose(channel, "a");
        Send(channel, 2);
        Lose(channel, "b");
        Send(channel, 3);
        Lose(channel, "c");
        channel.Complete();
        Assert.Equal("0", Text(inFlight));
        Assert.Equal(["a", "b", "3", "c", "end"], Rest(channel));
        Assert.Equal(2, channel.Dropped);
    }

    [Fact]
    public void A_loss_leaves_the_reader_its_current_frame()
    {
        using FrameChannel channel = Newest();
        Send(channel, 0);
        Frame taken = channel.Next().Frame!;
        Lose(channel, "a");
        channel.Next();
        Send(channel, 1, 2, 3);
        Assert.Equal(0, taken.Index);
        Assert.NotSame(taken, channel.BeginWrite());
        Assert.Equal("3", Text(channel.Next()));
        Send(channel, 4, 5); // the three frames go round
        Assert.Equal("5", Text(channel.Next()));
    }

    [Fact]
    public void A_final_loss_arrives_before_the_end()
    {
        using FrameChannel channel = Newest();
        Send(channel, 0);
        Lose(channel, "a");
        channel.Complete();
        Lose(channel, "after the end");
        Assert.Equal(["0", "a", "end"], Rest(channel));
        Assert.Equal("end", Text(channel.Next()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_aborted_channel_drops_frames_and_delivers_losses(bool live)
    {
        using FrameChannel channel = live ? Newest() : Lossless(4);
        Send(channel, 0);
        Lose(channel, "a");
        Send(channel, 1);
        ending.Cancel();
        Assert.Equal(["a", "end"], Rest(channel));
        Assert.Null(channel.BeginWrite());
    }

    [Fact]
    public void A_frame_in_writing_at_the_abort_is_not_sent()
    {
        using FrameChannel channel = Newest();
        Assert.NotNull(channel.BeginWrite());
        channel.Abort();
        channel.EndWrite();
        Assert.Equal(["end"], Rest(channel));
    }

    [Fact]
    public void A_file_channel_keeps_frames_and_losses_in_order()
    {
        using FrameChannel channel = Lossless(4);
        Send(channel, 0, 1);
        Lose(channel, "a");
        Send(channel, 2);
        channel.Complete();
        Assert.Equal(["0", "1", "a", "2", "end"], Rest(channel));
    }

    [Fact]
    public void A_file_channel_delivers_every_frame_and_makes_the_writer_wait()
    {
        using FrameChannel channel = Lossless(3);
        using SemaphoreSlim sent = new(0);
        Thread writer = new(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                Send(channel, i);
                sent.Release();
            }

            channel.Complete();
        });
        writer.Start();
        for (int i = 0; i < 3; i++)
        {
            Assert.True(sent.Wait(TimeSpan.FromSeconds(30), Stop));
        }

        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(i, channel.Next().Frame?.Index);
            Assert.InRange(sent.CurrentCount, 0, Math.Min(i, 47)); // of the frames after the first three, only those that found room
        }

        Assert.Equal(["end"], Rest(channel));
        Assert.Equal(0, channel.Dropped);
        writer.Join();
    }

    [Fact]
    public void Every_loss_arrives_once_with_two_writing_threads()
    {
        const int each = 2000;
        using FrameChannel channel = Newest();
        Thread watchdog = new(() => Lose(channel, [.. Enumerable.Range(0, each).Select(i => $"w{i}")]));
        Thread capture = new(() =>
        {
            for (int i = 0; i < each; i++)
            {
                Send(channel, i);
                Lose(channel, $"c{i}");
            }
        });
        Thread ending = new(() =>
        {
            watchdog.Join();
            capture.Join();
            channel.Complete();
        });
        watchdog.Start();
        capture.Start();
        ending.Start();
        List<string> told = Rest(channel);
        ending.Join();
        Assert.Equal(Enumerable.Range(0, each).Select(i => $"w{i}"), told.Where(text => text[0] == 'w'));
        Assert.Equal(Enumerable.Range(0, each).Select(i => $"c{i}"), told.Where(text => text[0] == 'c'));
        foreach ((int frame, int place) in told.Select((text, place) => (int.TryParse(text, out int number) ? number : -1, place)).Where(entry => entry.Item1 >= 0))
        {
            Assert.True(frame == 0 || told.IndexOf($"c{frame - 1}") < place);
            Assert.True(told.IndexOf($"c{frame}") > place);
        }
    }

    [Fact]
    public void Sending_and_taking_allocate_nothing()
    {
        using FrameChannel channel = Newest();
        Assert.Equal(0, Allocation.OfThousandCalls(i =>
        {
            channel.BeginWrite();
            channel.EndWrite();
            if (i % 2 == 0)
            {
                channel.Next();
            }
        }));
    }

    [Fact]
    public void A_reader_is_alive_if_it_returned_or_waits()
    {
        using FrameChannel channel = Newest();
        Assert.False(channel.ReaderCame());
        Send(channel, 0);
        channel.Next();
        Assert.True(channel.ReaderCame());
        Assert.False(channel.ReaderCame());
        Thread reader = new(() => channel.Next());
        reader.Start();
        Eventually.True(channel.ReaderCame, () => "the reader never came");
        Assert.True(channel.ReaderCame()); // it still waits
        channel.Complete();
        reader.Join();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Aborting_wakes_the_reader(bool live)
    {
        using FrameChannel channel = live ? Newest() : Lossless(4);
        FrameMessage got = new(new Frame(), Loss: null);
        Thread reader = new(() => got = channel.Next());
        reader.Start();
        ending.Cancel();
        Assert.True(reader.Join(TimeSpan.FromSeconds(30)));
        Assert.Equal(FrameMessage.End, got);
        Assert.Null(channel.BeginWrite());
    }

    [Fact]
    public void Aborting_wakes_a_waiting_writer()
    {
        using FrameChannel channel = Lossless(2);
        Send(channel, 0, 1);
        Thread writer = new(() => Assert.Null(channel.BeginWrite()));
        writer.Start();
        ending.Cancel();
        Assert.True(writer.Join(TimeSpan.FromSeconds(30)));
    }

    private FrameChannel Newest() => FrameChannel.Newest(ending.Token);

    private FrameChannel Lossless(int capacity) => FrameChannel.Lossless(ending.Token, capacity);

    private static void Send(FrameChannel channel, params int[] frames)
    {
        foreach (int frame in frames)
        {
            channel.BeginWrite()!.Index = frame;
            channel.EndWrite();
        }
    }

    private static void SendAt(FrameChannel channel, int index, long captured)
    {
        channel.BeginWrite()!.Captured = captured;
        Send(channel, index);
    }

    private static void Lose(FrameChannel channel, params string[] reasons)
    {
        foreach (string reason in reasons)
        {
            channel.Lose(new SourceLoss(reason, At: 1, Reconnects: 0));
        }
    }

    private static string Text(FrameMessage message) => message.Frame?.Index.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? message.Loss?.Reason ?? "end";

    /// <summary>The remaining messages, up to the end.</summary>
    private static List<string> Rest(FrameChannel channel)
    {
        List<string> texts = [];
        do
        {
            texts.Add(Text(channel.Next()));
        }
        while (texts[^1] != "end");
        return texts;
    }
}
