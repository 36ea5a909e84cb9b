using CsCheck;
using EdgeResNet.EdgeApp.Threads;

namespace EdgeResNet.Tests.Threads;

public class LatestSlotTest
{
    [Fact]
    public void The_reader_gets_the_newest_value_once()
    {
        LatestSlot<int[]> slot = new([0], [0], [0]);
        Assert.False(slot.TryTake());
        Assert.True(Publish(slot, 1));
        Assert.False(Publish(slot, 2));
        Assert.False(Publish(slot, 3));
        Assert.True(slot.TryTake());
        Assert.Equal(3, slot.Front[0]);
        Assert.False(slot.TryTake());
        Assert.Equal(3, slot.Front[0]);
        Assert.True(Publish(slot, 4));
    }

    [Fact]
    public void A_value_that_the_reader_holds_is_not_overwritten()
    {
        LatestSlot<int[]> slot = new([0], [0], [0]);
        Publish(slot, 1);
        Assert.True(slot.TryTake());
        for (int i = 2; i < 10; i++)
        {
            Publish(slot, i);
        }

        Assert.Equal(1, slot.Front[0]);
    }

    // The model: one value that is newest, and whether it was taken.
    [Fact]
    public void The_newest_value_is_taken_once_in_any_interleaving() =>
        Gen.Bool.Array[0, 200].Sample(publishing =>
        {
            LatestSlot<int[]> slot = new([0], [0], [0]);
            (int newest, int taken, bool fresh) = (0, 0, false);
            foreach (bool publish in publishing)
            {
                if (publish)
                {
                    Assert.Equal(!fresh, Publish(slot, ++newest));
                    fresh = true;
                }
                else
                {
                    Assert.Equal(fresh, slot.TryTake());
                    taken = fresh ? newest : taken;
                    fresh = false;
                }

                Assert.Equal(taken, slot.Front[0]);
                Assert.NotSame(slot.Front, slot.Back);
            }
        });

    [Fact]
    public void Values_arrive_whole_and_in_order_across_threads()
    {
        const int values = 200_000;
        LatestSlot<int[]> slot = new(new int[8], new int[8], new int[8]);
        int replaced = 0;
        Thread writer = new(() =>
        {
            for (int i = 1; i <= values; i++)
            {
                slot.Back.AsSpan().Fill(i);
                replaced += slot.Publish() ? 0 : 1;
            }
        });
        writer.Start();
        int taken = 0;
        int last = 0;
        while (last < values)
        {
            bool finished = !writer.IsAlive;
            if (!slot.TryTake())
            {
                Assert.False(finished, "the last value never arrived");
                continue;
            }

            taken++;
            Assert.True(slot.Front[0] > last);
            last = slot.Front[0];
            Assert.Equal(-1, slot.Front.AsSpan().IndexOfAnyExcept(last));
        }

        writer.Join();
        Assert.Equal(values, taken + replaced);
    }

    private static bool Publish(LatestSlot<int[]> slot, int value)
    {
        slot.Back[0] = value;
        return slot.Publish();
    }
}
