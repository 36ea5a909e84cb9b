using System.Text.Json;
using EdgeResNet.EdgeApp.Studio.FineTuning;
using EdgeResNet.EdgeApp.Studio.Versions;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Tests.Studio.FineTuning;

public sealed class FineTuneRunTest : IDisposable
{
    private readonly TinyRoom tiny = new();
    private readonly VersionDesk desk;

    public FineTuneRunTest()
    {
        desk = new VersionDesk(tiny.Room, TinyRoom.Options);
        tiny.Room.Start();
    }

    public void Dispose()
    {
        desk.Dispose();
        tiny.Dispose();
    }

    [Fact]
    public void A_missing_trainer_is_told()
    {
        using FineTuneRun run = new(desk, tiny.Room.Changes, trainer: null);
        JsonElement state = TinyRoom.State(run);
        Assert.False(state.GetProperty("available").GetBoolean());
        Assert.Contains("the trainer is missing here", state.GetProperty("why_not").GetString(), StringComparison.Ordinal);
        Assert.Throws<InputException>(run.Start);
    }

    [Fact]
    public void The_curve_grows_while_the_child_runs_and_cancelling_leaves_no_version()
    {
        tiny.Add(4, 0, "circle", "cross");
        using FineTuneRun run = new(desk, tiny.Room.Changes, (arguments, stop) =>
        {
            FineTuneFolder folder = new(arguments[1]);
            Assert.Equal((FineTuneFolder.Verb, 8), (arguments[0], folder.ReadRequest().Kept.Length));
            Assert.True(folder.ReadRequest().Watched);
            folder.Append(new FineTuneProgress(1, 4, 0.9, 0.8, 0.5, 30));
            folder.Append(new FineTuneProgress(2, 4, 0.7, 0.6, 0.75, 20));
            stop.WaitHandle.WaitOne();
            stop.ThrowIfCancellationRequested();
        });
        run.Start();
        Eventually.True(() => TinyRoom.State(run).GetProperty("epoch").GetInt32() == 2);
        JsonElement state = TinyRoom.State(run);
        Assert.Equal(("running", 4, 20), (state.GetProperty("state").GetString(), state.GetProperty("epochs").GetInt32(), state.GetProperty("seconds_left").GetDouble()));
        Assert.Equal([0.5, 0.75], state.GetProperty("curve").EnumerateArray().Select(point => point.GetProperty("val_top1").GetDouble()));
        Assert.Contains("being made", Assert.Throws<InputException>(() => desk.Save(null)).Message, StringComparison.Ordinal);
        run.Cancel();
        Eventually.True(() => TinyRoom.State(run).GetProperty("state").GetString() == "cancelled");
        Assert.Equal(2, TinyRoom.State(run).GetProperty("curve").GetArrayLength());
        Assert.Empty(desk.Shelf.List());
        Eventually.True(() => !desk.IsBusy);
        desk.Save(null);
        Eventually.True(() => desk.Shelf.List().Count == 1);
    }

    [Fact]
    public void A_failed_child_is_told_with_its_reason()
    {
        tiny.Add(4, 0, "circle", "cross");
        using FineTuneRun run = new(desk, tiny.Room.Changes, (_, _) => throw new InputException("no room on the disk"));
        run.Start();
        Eventually.True(() => TinyRoom.State(run).GetProperty("state").GetString() == "failed");
        Assert.Equal("no room on the disk", TinyRoom.State(run).GetProperty("message").GetString());
        Assert.Empty(desk.Shelf.List());
    }
}
