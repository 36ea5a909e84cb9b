using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Terminal;

namespace EdgeResNet.Tests.Sinks.Terminal;

public sealed class LiveStatusTest
{
    private string? trouble;

    [Fact]
    public void The_line_has_label_score_state_age_rate_drops_and_trouble()
    {
        using LiveStatus status = new(() => (30, 1234, trouble));
        Assert.StartsWith("no result yet · ", status.Compose(), StringComparison.Ordinal);
        FrameResult result = Of(ResultState.Stable, 0);
        status.Publish(result);
        Assert.Matches(@"^cat 90\.0 % · stable · \d+ ms old · [\d.]+ fps · 1,234 dropped$", status.Compose());
        result.ShownClass = 1;
        result.State = ResultState.Changing;
        status.Publish(result);
        Assert.StartsWith(@"dog\u001b[2J 10.0 % · changing", status.Compose(), StringComparison.Ordinal);
        status.Publish(Of(ResultState.Unknown, 0));
        Assert.StartsWith("unknown · ", status.Compose(), StringComparison.Ordinal);
        trouble = "mqtt: no answer";
        status.Publish(Of(ResultState.Lost, 0));
        Assert.StartsWith("mqtt: no answer · source lost · ", status.Compose(), StringComparison.Ordinal);
    }

    [Fact]
    public void Taking_results_allocates_nothing()
    {
        using LiveStatus status = new(() => (0, 0, null));
        FrameResult result = Of(ResultState.Stable, 1);
        Assert.Equal(0, Allocation.OfThousandCalls(_ => status.Publish(result)));
    }

    private static FrameResult Of(ResultState state, int shown)
    {
        FrameResult result = new() { Model = Results.ModelOf("abc", "cat", "dog\u001b[2J"), State = state, ShownClass = shown };
        Results.Rank(result, (0, 0.9f), (1, 0.1f));
        return result;
    }
}
