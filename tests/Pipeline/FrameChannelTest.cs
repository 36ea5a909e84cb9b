using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Trainer.Report;

namespace EdgeResNet.Tests.Pipeline;

public class FrameChannelTest
{
    [Fact]
    public void A_live_channel_keeps_the_newest_frame_and_counts_the_others()
    {
        using LatestFrameSlot channel = new();
        Send(channel, 5);
        channel.Complete();
        Assert.Equal(4, channel.Next()?.Index);
        Assert.Null(channel.Next());
        Assert.Equal(4, channel.Dropped);
    }

    [Fact]
    public void A_lossless_channel_delivers_every_frame_in_order_and_makes_the_writer_wait()
    {
        using LosslessFrameQueue channel = new(capacity: 3);
        using SemaphoreSlim sent = new(0);
        Thread writer = new(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                channel.BeginWrite()!.Index = i;
                channel.EndWrite();
                sent.Release();
            }

            channel.Complete();
        });
        writer.Start();
        for (int i = 0; i < 3; i++)
        {
            Assert.True(sent.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }

        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(i, channel.Next()?.Index);
            Assert.InRange(sent.CurrentCount, 0, Math.Min(i, 47)); // of the frames after the first three, only those that found room
        }

        Assert.Null(channel.Next());
        Assert.Equal(0, channel.Dropped);
        writer.Join();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Aborting_wakes_whoever_waits(bool live)
    {
        using IFrameChannel channel = live ? new LatestFrameSlot() : new LosslessFrameQueue();
        Frame? got = new();
        Thread reader = new(() => got = channel.Next());
        reader.Start();
        channel.Abort();
        Assert.True(reader.Join(TimeSpan.FromSeconds(30)));
        Assert.Null(got);
        Assert.Null(channel.BeginWrite());
    }

    [Fact]
    public void Aborting_wakes_a_writer_that_waits_for_room()
    {
        using LosslessFrameQueue channel = new(capacity: 2);
        Send(channel, 2);
        Thread writer = new(() => Assert.Null(channel.BeginWrite()));
        writer.Start();
        channel.Abort();
        Assert.True(writer.Join(TimeSpan.FromSeconds(30)));
    }

    private static void Send(IFrameChannel channel, int count)
    {
        for (int i = 0; i < count; i++)
        {
            channel.BeginWrite()!.Index = i;
            channel.EndWrite();
        }
    }
}
