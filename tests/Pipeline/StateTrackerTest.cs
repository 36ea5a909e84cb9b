using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.Tests.Pipeline;

public class StateTrackerTest
{
    [Fact]
    public void A_single_odd_frame_does_not_change_the_label()
    {
        StateTracker tracker = new(unknownBelow: 0);
        int[] best = [2, 2, 2, 5, 2, 2, 2];
        ResultState[] expected = [ResultState.Changing, ResultState.Changing, ResultState.Stable, ResultState.Changing, ResultState.Changing, ResultState.Changing, ResultState.Stable];
        for (int i = 0; i < best.Length; i++)
        {
            Assert.Equal(expected[i], tracker.Update(best[i], 0.9f));
            Assert.Equal(2, tracker.Shown);
        }
    }

    [Fact]
    public void A_class_is_shown_once_three_frames_agree()
    {
        StateTracker tracker = new(unknownBelow: 0);
        foreach (int best in (int[])[1, 4, 4])
        {
            tracker.Update(best, 0.9f);
            Assert.Equal(1, tracker.Shown);
        }

        Assert.Equal(ResultState.Stable, tracker.Update(4, 0.9f));
        Assert.Equal(4, tracker.Shown);
    }

    [Fact]
    public void A_low_score_is_unknown_however_often_it_comes()
    {
        StateTracker tracker = new(unknownBelow: 0.5);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(ResultState.Unknown, tracker.Update(1, 0.49f));
        }

        Assert.Equal(ResultState.Stable, tracker.Update(1, 0.5f));
    }
}
