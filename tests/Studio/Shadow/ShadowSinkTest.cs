using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Studio.Shadow;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Tests.Pipeline;
using EdgeResNet.Tests.Sinks;

namespace EdgeResNet.Tests.Studio.Shadow;

public sealed class ShadowSinkTest : IDisposable
{
    private readonly StudioChanges changes = new();
    private readonly ShadowSink shadow;

    public ShadowSinkTest() => shadow = new ShadowSink(changes);

    public void Dispose() => shadow.Dispose();

    [Fact]
    public void A_model_in_the_shadow_answers_copies_of_frames_and_is_compared()
    {
        Assert.Equal("null", TinyRoom.State(shadow).GetRawText());
        shadow.Use("002", new CounterClassifier());
        Show(7, "one");
        Show(8, "two");
        Show(9, "two");
        System.Text.Json.JsonElement state = TinyRoom.State(shadow);
        Assert.Equal(("002", "zero", 3), (state.GetProperty("id").GetString(), state.GetProperty("label").GetString(), state.GetProperty("frames").GetInt32()));
        Assert.Equal(2.0 / 3, state.GetProperty("agree").GetDouble(), 1e-3);
        shadow.Use("", null);
        Assert.False(shadow.Wants(Results.Stable(1)));
    }

    [Fact]
    public void Frames_are_wanted_only_while_the_model_waits_and_cost_no_allocation()
    {
        Assert.False(shadow.Wants(Results.Stable(1)));
        using ManualResetEventSlim go = new();
        shadow.Use("001", Counting(_ => go.Wait()));
        Eventually.True(() => shadow.Wants(Results.Stable(1)));
        Assert.False(shadow.Wants(Results.Of(ResultState.Lost)));
        using Frame frame = Picture(1);
        FrameResult result = Results.Stable(1);
        shadow.Take(frame, result, [], null);
        Assert.False(shadow.Wants(result)); // busy
        go.Set();
        Eventually.True(() => shadow.Wants(result));
        long before = GC.GetAllocatedBytesForCurrentThread();
        shadow.Take(frame, result, [], null);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Eventually.True(() => shadow.Wants(result));
    }

    [Fact]
    public void A_model_that_fails_is_told_and_does_not_end_the_run()
    {
        shadow.Use("001", Counting(_ => throw new InvalidOperationException("broken")));
        Eventually.True(() => shadow.Wants(Results.Stable(1)));
        using Frame frame = Picture(1);
        shadow.Take(frame, Results.Stable(1), [], null);
        Eventually.True(() => shadow.Status.Problem is not null && shadow.Wants(Results.Stable(1)));
    }

    private void Show(int number, string spoken)
    {
        FrameResult result = Results.Of(ResultState.Stable, number);
        result.Model = Results.ModelOf(new string('b', 64), "two", "one");
        Results.Rank(result, (spoken == "two" ? 0 : 1, 0.9f));
        result.IsUnknown = false;
        Eventually.True(() => shadow.Wants(result));
        long told = changes.Count;
        using Frame frame = Picture(number);
        shadow.Take(frame, result, [], null);
        Eventually.True(() => changes.Count > told);
    }

    private static CounterClassifier Counting(Action<int> whileRunning)
    {
        CounterClassifier classifier = new(whileRunning);
        classifier.Begin();
        return classifier;
    }

    private static Frame Picture(int number)
    {
        Frame frame = new() { Index = number };
        FrameCounter.Draw(frame.Image, number);
        return frame;
    }
}
