using EdgeResNet.EdgeApp.Explaining;
using Microsoft.Extensions.Time.Testing;

namespace EdgeResNet.Tests.Explaining;

public sealed class ExplanationBoardTest
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch.AddDays(1));
    private readonly ExplanationBoard board;

    public ExplanationBoardTest() => board = new ExplanationBoard(clock);

    private static Explanation Any => new("cup", 1, null, "none", [], "none");

    [Fact]
    public void An_explanation_of_an_earlier_picture_is_not_shown()
    {
        board.Publish(Any);
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.NotNull(board.Newest);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Null(board.Newest);
    }

    [Fact]
    public void Work_is_wanted_while_somebody_looks_or_the_picture_shows_it()
    {
        Assert.False(board.Wanted);
        board.Look();
        clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.True(board.Wanted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.False(board.Wanted);
        board.Toggle();
        Assert.True(board.Wanted);
    }

    [Fact]
    public async Task A_look_gets_the_fresh_explanation_or_waits_for_the_next()
    {
        board.Publish(Any);
        clock.Advance(TimeSpan.FromSeconds(5));
        Task<Explanation> coming = board.LookAsync(TestContext.Current.CancellationToken);
        Assert.False(coming.IsCompleted);
        Explanation next = Any;
        board.Publish(next);
        Assert.Same(next, await coming);
        Assert.Same(next, await board.LookAsync(TestContext.Current.CancellationToken));
    }
}
