using System.Text.Json;
using EdgeResNet.EdgeApp.Studio.Quality;
using EdgeResNet.EdgeApp.Studio.Versions;

namespace EdgeResNet.Tests.Studio.Quality;

public sealed class QualityPartTest
{
    [Fact]
    public void The_running_studio_tells_the_numbers_of_the_bundle_that_it_saves()
    {
        using TinyRoom tiny = new();
        using QualityPart quality = new(tiny.Room);
        using VersionDesk desk = new(tiny.Room, TinyRoom.Options);
        tiny.Room.Start();
        quality.Start();
        Eventually.True(() => TinyRoom.State(quality).GetProperty("state").GetString() == "none"); // the empty album is looked at first
        tiny.Add(6, 0, "circle", "cross", "stripes");
        Eventually.True(() => TinyRoom.State(quality) is var now && now.GetProperty("state").GetString() == "ready" && now.GetProperty("pictures").GetInt32() == 18);
        JsonElement state = TinyRoom.State(quality);
        desk.Save(null);
        Eventually.True(() => !desk.IsBusy);
        SavedVersion saved = Assert.Single(desk.Shelf.List());
        Assert.Equal(saved.Card.Metrics!.Top1, state.GetProperty("top1").GetDouble(), 1e-4);
        Assert.Equal(saved.Card.Metrics.Interval![0], state.GetProperty("interval")[0].GetDouble(), 1e-4);
        Assert.Equal("cross-validated", state.GetProperty("method").GetString());
        Assert.Equal(["circle", "cross", "stripes"], state.GetProperty("labels").EnumerateArray().Select(label => label.GetString()));
        Assert.Equal(18, state.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(cell => cell.GetInt32())));
        Assert.NotNull(tiny.Room.FiguresOf("cross")!.Accuracy);
        Assert.InRange(quality.OpinionOf("cross/0.png")!.Doubt!.Value, 0, 1);
        Assert.Null(quality.OpinionOf("cross/none.png"));
        // The running head is calibrated as the bundle is.
        Eventually.True(() => tiny.Room.Answer?.Output.UnknownBelow == saved.Card.Output.UnknownBelow && tiny.Room.Answer.Output.Temperature == saved.Card.Output.Temperature);
    }
}
