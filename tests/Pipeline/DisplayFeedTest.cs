using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.Tests.Pipeline;

public class DisplayFeedTest
{
    [Theory]
    [InlineData(3, 5)]
    [InlineData(5, 5)]
    [InlineData(7, 7)]
    public void The_last_classified_picture_never_replaces_a_newer_one(int classified, int shown)
    {
        using DisplayFeed feed = new(CancellationToken.None) { Wanted = true };
        using Frame newest = new() { Index = 5 };
        using Frame last = new() { Index = classified };
        feed.ShowNewest(newest);
        feed.ShowLast(last);
        Assert.True(feed.TryPicture(out Frame frame));
        Assert.Equal(shown, frame.Index);
    }

    [Fact]
    public void A_shown_picture_is_not_offered_again()
    {
        using DisplayFeed feed = new(CancellationToken.None) { Wanted = true };
        using Frame newest = new() { Index = 5 };
        feed.ShowNewest(newest);
        Assert.True(feed.TryPicture(out _));
        feed.ShowLast(newest);
        Assert.False(feed.TryPicture(out _));
    }
}
