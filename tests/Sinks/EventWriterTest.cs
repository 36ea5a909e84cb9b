using System.Text;
using System.Text.Json;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Tests.Sinks;

public class EventWriterTest
{
    [Fact]
    public void A_line_has_the_keys_of_the_contract()
    {
        using EventLine line = new("demo:fashion", ["T-shirt/top", "Größe \"L\""]);
        FrameResult result = Result(7);
        result.Truth = 0;
        string text = Encoding.UTF8.GetString(line.Format(result));
        Assert.EndsWith("}\n", text);
        Assert.Contains("Größe", text);
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.Equal(["frame", "time", "source", "label", "score", "state", "top", "age_ms", "stages_ms", "truth"], Keys(json));
        Assert.Equal(["capture", "preprocess", "inference", "postprocess", "overlay"], Keys(json.GetProperty("stages_ms")));
        Assert.Equal(["label", "score"], Keys(json.GetProperty("top")[0]));
        Assert.Equal("Größe \"L\"", json.GetProperty("label").GetString());
        Assert.Equal("changing", json.GetProperty("state").GetString());
        Assert.Equal("T-shirt/top", json.GetProperty("truth").GetString());
        Assert.Equal(1.235, json.GetProperty("age_ms").GetDouble());
        Assert.InRange(DateTimeOffset.Parse(json.GetProperty("time").GetString()!), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public void Truth_is_absent_where_it_is_not_known_and_a_picture_goes_by_its_own_name()
    {
        using EventLine line = new("pictures/", ["a", "b"]);
        FrameResult result = Result(0);
        result.Name = "pictures/1.png";
        JsonElement json = JsonDocument.Parse(line.Format(result).ToArray()).RootElement;
        Assert.False(json.TryGetProperty("truth", out _));
        Assert.Equal("pictures/1.png", json.GetProperty("source").GetString());
    }

    [Fact]
    public void A_score_that_is_no_number_is_null()
    {
        using EventLine line = new("s", ["a", "b"]);
        FrameResult result = Result(0);
        result.TopScores[0] = float.NaN;
        result.TopScores[1] = float.PositiveInfinity;
        JsonElement json = JsonDocument.Parse(line.Format(result).ToArray()).RootElement;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("score").ValueKind);
        Assert.All(json.GetProperty("top").EnumerateArray(), entry => Assert.Equal(JsonValueKind.Null, entry.GetProperty("score").ValueKind));
    }

    [Fact]
    public void Whatever_fails_on_the_thread_of_the_writer_reaches_the_run()
    {
        using EventWriter writer = Writer(new MemoryStream(), waitsWhenFull: true, capacity: 4);
        FrameResult result = Result(0);
        result.TopClasses[0] = 7; // a class without a label
        InputException thrown = Assert.Throws<InputException>(() =>
        {
            writer.Publish(result);
            writer.Complete();
            writer.Finish(TimeSpan.FromMinutes(1));
        });
        Assert.StartsWith("--events e.jsonl: cannot be written (", thrown.Message);
    }

    [Fact]
    public void Every_result_becomes_a_line_in_order()
    {
        MemoryStream stream = new();
        using (EventWriter writer = Writer(stream, waitsWhenFull: true, capacity: 4))
        {
            for (int i = 0; i < 500; i++)
            {
                writer.Publish(Result(i));
            }

            writer.Complete();
            writer.Finish(TimeSpan.FromMinutes(1));
            Assert.Equal(0, writer.Lost);
            Assert.Equal(Enumerable.Range(0, 500).Select(i => (long)i), Frames(stream));
        }
    }

    [Fact]
    public void A_live_source_loses_and_counts_what_finds_no_room()
    {
        using BlockedStream stream = new();
        using EventWriter writer = Writer(stream, waitsWhenFull: false, capacity: 4);
        writer.Publish(Result(0));
        stream.Entered.Wait(TestContext.Current.CancellationToken); // the writer hangs in frame 0, which keeps its place
        for (int i = 1; i < 10; i++)
        {
            writer.Publish(Result(i));
        }

        Assert.Equal(6, writer.Lost);
        stream.Open.Set();
        writer.Complete();
        writer.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal([0L, 1, 2, 3], Frames(stream));
    }

    [Fact]
    public void A_write_that_fails_reaches_the_run_as_one_line()
    {
        using EventWriter writer = Writer(new FullStream(), waitsWhenFull: true, capacity: 4);
        InputException thrown = Assert.Throws<InputException>(() =>
        {
            writer.Publish(Result(0));
            writer.Complete();
            writer.Finish(TimeSpan.FromMinutes(1));
        });
        Assert.Equal("--events e.jsonl: cannot be written (no space left)", thrown.Message);
    }

    private static EventWriter Writer(Stream stream, bool waitsWhenFull, int capacity) =>
        new(stream, "e.jsonl", new EventLine("s", ["a", "b"]), 2, waitsWhenFull, capacity);

    private static FrameResult Result(long frame) => new(2)
    {
        Frame = frame,
        Captured = System.Diagnostics.Stopwatch.GetTimestamp(),
        TopClasses = { [0] = 1, [1] = 0 },
        TopScores = { [0] = 0.75f, [1] = 0.25f },
        State = ResultState.Changing,
        AgeMs = 1.23456,
    };

    private static string[] Keys(JsonElement json) => [.. json.EnumerateObject().Select(property => property.Name)];

    private static IEnumerable<long> Frames(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray())
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("frame").GetInt64());

    private sealed class BlockedStream : MemoryStream
    {
        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Open { get; } = new();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Entered.Set();
            Open.Wait();
            base.Write(buffer);
        }
    }

    private sealed class FullStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("no space left");
    }
}
