using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks;

namespace EdgeResNet.Tests.Sinks;

public class ResultQueueTest
{
    [Fact]
    public void What_was_taken_is_in_hand_until_it_is_settled_and_counts_once()
    {
        ResultQueue queue = new(topK: 2, capacity: 8);
        FrameResult taken = new(2);
        for (int i = 0; i < 6; i++)
        {
            Assert.True(queue.Add(Results.Stable(0, frame: i)));
        }

        Assert.True(queue.Take(taken) && queue.TryTake(taken));
        Assert.Equal((4, 2), (queue.Count, queue.Settle()));
        Assert.Equal(0, queue.Settle());
        Assert.True(queue.Take(taken));
        Assert.Equal(2, taken.Frame);
        Assert.Equal(4, queue.Clear()); // three that wait, and the one in hand
        Assert.Equal((0, 0), (queue.Count, queue.Settle())); // whoever has it in hand has nothing more to count
    }
}
