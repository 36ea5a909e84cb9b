using System.Text;
using System.Text.Json;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks.Events;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Labels;

namespace EdgeResNet.Tests.Sinks.Events;

public class EventWriterTest
{
    [Fact]
    public void An_event_line_has_the_contract_keys()
    {
        using EventLine line = new("demo:fashion");
        FrameResult result = Result(7, "T-shirt/top", "Größe \"L\"");
        result.Truth = 0;
        string text = Encoding.UTF8.GetString(line.Format(result));
        Assert.EndsWith("}\n", text);
        Assert.Contains("Größe", text);
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.Equal(["frame", "time", "source", "label", "score", "state", "top", "age_ms", "stages_ms", "truth", "shown", "energy", "reconnects", "model", "sha256", "precision", "ep"], Keys(json));
        Assert.Equal(["capture", "preprocess", "inference", "postprocess", "overlay"], Keys(json.GetProperty("stages_ms")));
        Assert.Equal(["label", "score"], Keys(json.GetProperty("top")[0]));
        Assert.Equal("Größe \"L\"", json.GetProperty("label").GetString());
        Assert.Equal("changing", json.GetProperty("state").GetString());
        Assert.Equal("T-shirt/top", json.GetProperty("truth").GetString());
        Assert.Equal("T-shirt/top", json.GetProperty("shown").GetString());
        Assert.Equal(4.5, json.GetProperty("energy").GetDouble());
        Assert.Equal(2, json.GetProperty("reconnects").GetInt32());
        Assert.Equal(["m", "abc", "int8", "cuda:0"], ((string[])["model", "sha256", "precision", "ep"]).Select(key => json.GetProperty(key).GetString()));
        Assert.Equal(1.235, json.GetProperty("age_ms").GetDouble());
        Assert.InRange(DateTimeOffset.Parse(json.GetProperty("time").GetString()!), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public void Unknown_truth_is_absent_and_a_picture_has_its_file_name()
    {
        using EventLine line = new("pictures/");
        FrameResult result = Result(0);
        result.Name = "pictures/1.png";
        JsonElement json = JsonDocument.Parse(line.Format(result).ToArray()).RootElement;
        Assert.False(json.TryGetProperty("truth", out _));
        Assert.Equal("pictures/1.png", json.GetProperty("source").GetString());
    }

    [Theory]
    [InlineData("energy")]
    [InlineData("max_softmax")]
    [InlineData("nearest_mean")]
    [InlineData("nearest_picture")]
    public void An_event_names_its_measure(string measure)
    {
        using EventLine line = new("s");
        FrameResult result = Result(0);
        result.Model = result.Model with { Output = result.Model.Output with { UnknownBy = measure } };
        JsonElement json = JsonDocument.Parse(line.Format(result).ToArray()).RootElement;
        Assert.Equal(4.5, json.GetProperty(measure).GetDouble());
        Assert.Equal([measure], Keys(json).Intersect(EdgeResNet.Shared.Contract.UnknownMeasure.Names));
    }

    [Fact]
    public void A_NaN_score_is_null()
    {
        using EventLine line = new("s");
        FrameResult result = Result(0);
        result.TopScores[0] = float.NaN;
        result.TopScores[1] = float.PositiveInfinity;
        JsonElement json = JsonDocument.Parse(line.Format(result).ToArray()).RootElement;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("score").ValueKind);
        Assert.All(json.GetProperty("top").EnumerateArray(), entry => Assert.Equal(JsonValueKind.Null, entry.GetProperty("score").ValueKind));
    }

    [Fact]
    public void A_lost_source_has_no_label()
    {
        using EventLine line = new("camera:0");
        FrameResult result = Result(9);
        result.State = ResultState.Lost;
        result.ShownClass = -1; // nothing was ever shown
        result.Truth = 1;
        result.Times = Times.Of(age: 3_600_000);
        result.Stamp(TimeProvider.System);
        JsonElement json = JsonDocument.Parse(line.Format(result).ToArray()).RootElement;
        Assert.Equal(["frame", "time", "source", "label", "score", "state", "top", "age_ms", "stages_ms", "shown", "energy", "reconnects", "model", "sha256", "precision", "ep"], Keys(json));
        Assert.All(["label", "score", "shown", "energy"], key => Assert.Equal(JsonValueKind.Null, json.GetProperty(key).ValueKind));
        Assert.Equal(("lost", "camera:0", 3_600_000, 0), (json.GetProperty("state").GetString(), json.GetProperty("source").GetString(), json.GetProperty("age_ms").GetDouble(), json.GetProperty("top").GetArrayLength()));
        Assert.InRange(json.GetProperty("time").GetDateTime(), DateTime.UtcNow.AddMinutes(-30), DateTime.UtcNow.AddMinutes(1)); // of the loss, and not of the last picture
    }

    [Fact]
    public void Every_result_becomes_a_line_in_order()
    {
        MemoryTarget target = new();
        using EventWriter writer = Writer(target, waitsWhenFull: true, capacity: 4);
        for (int i = 0; i < 500; i++)
        {
            writer.Publish(Result(i));
        }

        writer.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((500, 0), (writer.Status.Delivered, writer.Status.Lost));
        Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), Frames(target.Text));
    }

    [Fact]
    public void A_full_live_queue_drops_and_counts_the_oldest()
    {
        MemoryTarget target = new();
        using EventWriter writer = HangingInFrame0(target);
        for (int i = 1; i < 10; i++)
        {
            writer.Publish(Result(i));
        }

        Assert.Equal(5, writer.Status.Lost);
        target.Open.Set();
        writer.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal([0L, 6, 7, 8, 9], Frames(target.Text));
    }

    [Fact]
    public void A_hanging_target_loses_pending_lines_without_delay()
    {
        MemoryTarget target = new();
        using EventWriter writer = HangingInFrame0(target);
        writer.Publish(Result(1));
        writer.Publish(Result(2));
        Eventually.Ends(() => writer.Worker.Finish(TimeSpan.FromMilliseconds(100)));
        Assert.Equal((0, 3), (writer.Status.Delivered, writer.Status.Lost));
        target.Open.Set();
    }

    [Fact]
    public void A_silently_hanging_target_is_abandoned_at_the_end_and_reported()
    {
        MemoryTarget target = new();
        using EventWriter writer = HangingInFrame0(target);
        writer.Publish(Result(1));
        Eventually.Ends(() => writer.Worker.Finish(SteppingClock.Hour()));
        Assert.Equal((0, 2, "the reader takes no data"), (writer.Status.Delivered, writer.Status.Lost, writer.Status.Problem));
        target.Open.Set();
    }

    [Fact]
    public void Unwritten_lines_are_written_after_recovery()
    {
        MemoryTarget target = new() { Problem = "no space left" };
        using EventWriter writer = Writer(target, waitsWhenFull: true, capacity: 64);
        for (int i = 0; i < 50; i++)
        {
            writer.Publish(Result(i));
        }

        Eventually.True(() => writer.Status.Problem == "cannot be written (no space left)");
        target.Problem = null;
        Eventually.True(() => writer.Status is { Delivered: 50, Problem: null });
        Assert.Equal((0, "cannot be written (no space left)"), (writer.Status.Lost, writer.Status.LastProblem));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), Frames(target.Text));
    }

    [Fact]
    public void Publishing_does_not_wait_for_a_dead_disk()
    {
        using EventWriter writer = Writer(new MemoryTarget { Problem = "dead" }, waitsWhenFull: true, capacity: 4);
        writer.Publish(Result(0));
        Eventually.True(() => writer.Status.Problem is not null);
        Eventually.Ends(() =>
        {
            for (int i = 1; i < 1000; i++)
            {
                writer.Publish(Result(i));
            }

            writer.Worker.Finish(TimeSpan.FromMilliseconds(100));
        });
        Assert.Equal((0, 1000), (writer.Status.Delivered, writer.Status.Lost));
    }

    [Fact]
    public void An_interrupted_run_stops_waiting_for_room()
    {
        MemoryTarget target = new();
        target.Open.Reset();
        using EventWriter writer = Writer(target, waitsWhenFull: true, capacity: 4);
        Thread publisher = new(() =>
        {
            for (int i = 0; i < 200; i++) // more than the writer takes in hand
            {
                writer.Publish(Result(i));
            }
        });
        publisher.Start();
        Assert.False(publisher.Join(200)); // a file's events wait
        writer.Worker.Hurry();
        Assert.True(publisher.Join(Eventually.Limit));
        target.Open.Set();
    }

    [Fact]
    public void An_unexpected_failure_loses_its_lines_but_not_the_run()
    {
        MemoryTarget target = new() { Problem = "broken", Unexpected = true };
        using EventWriter writer = Writer(target, waitsWhenFull: false, capacity: 64);
        writer.Publish(Result(1));
        Eventually.True(() => writer.Status is { Lost: 1, Problem: "broken" });
        target.Problem = null;
        writer.Publish(Result(2));
        Eventually.True(() => writer.Status is { Delivered: 1, Problem: null });
        Assert.Equal([2], Frames(target.Text));
    }

    [Fact]
    public void Publishing_allocates_nothing()
    {
        using EventWriter writer = Writer(new MemoryTarget { Problem = "dead" }, waitsWhenFull: false, capacity: 64);
        FrameResult result = Result(1);
        Assert.Equal(0, Allocation.OfThousandCalls(_ => writer.Publish(result)));
    }

    private static EventWriter Writer(IEventTarget target, bool waitsWhenFull, int capacity) => new(target, new EventLine("s"), waitsWhenFull, capacity);

    /// <summary>A writer whose thread waits in the first line until the target is opened.</summary>
    private static EventWriter HangingInFrame0(MemoryTarget target)
    {
        target.Open.Reset();
        EventWriter writer = Writer(target, waitsWhenFull: false, capacity: 4);
        writer.Publish(Result(0));
        target.Entered.Wait(TestContext.Current.CancellationToken);
        return writer;
    }

    private static FrameResult Result(long frame, string first = "a", string second = "b")
    {
        FrameResult result = new()
        {
            Model = Results.ModelOf("abc", first, second) with { ExecutionProvider = "cuda:0", Precision = "int8" },
            Frame = frame,
            Known = 4.5f,
            Reconnects = 2,
            State = ResultState.Changing,
            Times = Times.Of(age: 1.23456),
            Time = DateTime.UtcNow,
        };
        Results.Rank(result, (1, 0.75f), (0, 0.25f));
        return result;
    }

    private static string[] Keys(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];

    private static IEnumerable<long> Frames(string text) => text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("frame").GetInt64());

    private sealed class MemoryTarget : IEventTarget
    {
        private readonly MemoryStream stream = new();

        public volatile string? Problem;

        public bool Unexpected { get; init; }

        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Open { get; } = new(true);

        public string Text => Encoding.UTF8.GetString(stream.ToArray());

        public void Write(ReadOnlySpan<byte> lines)
        {
            Entered.Set();
            Open.Wait();
            if (Problem is string problem)
            {
                throw Unexpected ? new InvalidOperationException(problem) : new IOException(problem);
            }

            stream.Write(lines);
        }

        public void Dispose()
        {
        }
    }
}
