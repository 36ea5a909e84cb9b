using EdgeResNet.EdgeApp.Explaining;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Sinks;

namespace EdgeResNet.Tests.Explaining.Live;

public sealed class ExplainSinkTest
{
    [Fact]
    public void Without_a_viewer_no_frame_is_taken_and_nothing_is_loaded()
    {
        using ExplainHost host = new();
        Assert.False(host.Give());
        FrameResult result = new(3) { Model = host.Model };
        Assert.Equal(0, Allocation.OfThousandCalls(_ => host.Sink.Wants(result)));
        Assert.Equal(0, host.Opened);
        Assert.Null(host.Board.Newest);
    }

    [Fact]
    public async Task A_viewer_gets_the_map_and_the_nearest_pictures_of_the_shown_label()
    {
        using ExplainHost host = new();
        Task<Explanation> coming = host.Board.LookAsync(TestContext.Current.CancellationToken);
        Assert.False(host.Give(state: ResultState.Lost));
        Assert.True(host.Give(label: 0));
        Explanation why = await coming;
        Assert.Equal("bright", why.Label);
        Assert.Equal(1, why.Map!.Values[(4 * EvidenceMap.Size) + 44], 1e-3); // the bright quarter …
        Assert.Equal(0, why.Map.Values[(44 * EvidenceMap.Size) + 4], 1e-3); // … and a dark one
        Assert.Equal(["night.png", "day.png"], why.Nearest.Select(near => near.Name)); // three quarters are dark
        Assert.Equal((null, null, 1), (why.WhyNoMap, why.WhyNoPictures, host.Opened));
        Assert.NotNull(host.Sink.Learned!.Thumbnail(why.Nearest[0].Sha256));
    }

    [Fact]
    public void The_key_of_the_window_keeps_the_map_on_the_picture_until_it_is_pressed_again()
    {
        using ExplainHost host = new();
        host.Board.Toggle();
        Assert.True(host.Board.OnPicture);
        Eventually.True(() => host.Give() | host.Board.Newest is not null);
        host.Board.Toggle();
        Assert.False(host.Board.Wanted);
        Assert.False(host.Give());
    }

    [Fact]
    public void A_result_of_a_replaced_model_is_not_explained_by_its_successor()
    {
        using ExplainHost host = new();
        host.Board.Toggle();
        Assert.True(host.Give(model: Results.ModelOf("0", "another")));
        Eventually.True(() => host.Sink.Worker is not null && host.Opened == 1);
        Eventually.True(() => host.Give(label: 1));
        Eventually.True(() => host.Board.Newest is not null);
        Assert.Equal("dark", host.Board.Newest!.Label);
    }

    [Fact]
    public void A_model_that_cannot_be_explained_says_so_once_and_without_its_path()
    {
        using ExplainHost host = new(usable: false);
        host.Board.Toggle();
        Assert.True(host.Give());
        Eventually.True(() => host.Board.Newest is not null);
        Explanation why = host.Board.Newest!;
        Assert.Null(why.Map);
        Assert.Contains("cannot be explained", why.WhyNoMap, StringComparison.Ordinal);
        Assert.DoesNotContain("/", why.WhyNoMap, StringComparison.Ordinal);
        Eventually.True(() => host.Give());
        Assert.Contains("has no map", Assert.Single(host.Told), StringComparison.Ordinal);
        Assert.Equal(1, host.Opened);
        Assert.Null(host.Sink.Status.Problem);
    }
}
