using System.Text.Json;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Changes;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Sinks.Changes;

public sealed class CommandHookTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CommandHookTest() => Assert.SkipUnless(File.Exists("/bin/sh"), "needs a shell");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_command_gets_the_change_in_environment_and_stdin_unexecuted()
    {
        using ChangeSink sink = new(Hook($"cat > {folder["stdin"]}; printf '%s|%s|%s|%s' \"$EDGERESNET_STATE\" \"$EDGERESNET_LABEL\" \"$EDGERESNET_SCORE\" \"$EDGERESNET_SOURCE\" > {folder["variables"]}"), Results.Source);
        sink.Publish(Results.Stable(2, frame: 5));
        sink.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((1, 0, null), (sink.Status.Delivered, sink.Status.Lost, sink.Status.LastProblem));
        Assert.Equal("stable|$(id)\"|0.75|camera:0", File.ReadAllText(folder["variables"]));
        JsonElement told = JsonDocument.Parse(File.ReadAllText(folder["stdin"])).RootElement;
        Assert.Equal(("$(id)\"", 5), (told.GetProperty("label").GetString(), told.GetProperty("frame").GetInt32()));
    }

    [Fact]
    public void A_failed_command_is_reported_counted_and_not_retried()
    {
        using ChangeSink sink = new(Hook($"echo x >> {folder["runs"]}; exit 7"), Results.Source);
        sink.Publish(Results.Stable(0));
        sink.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((0, 1, "the command ended with 7"), (sink.Status.Delivered, sink.Status.Lost, sink.Status.Problem));
        Assert.Equal("x\n", File.ReadAllText(folder["runs"]));
    }

    [Fact]
    public void A_slow_command_is_killed_with_its_children()
    {
        using CommandHook hook = new($"sleep 600 & echo $! > {folder["child"]}; wait", TimeSpan.FromSeconds(1));
        DeliveryFailure? failure = hook.Deliver(Change.Of(Results.Stable(0), Results.Source), Stop);
        Assert.Equal(new DeliveryFailure("the command took more than 1 s and was killed", MayPass: false), failure);
        string child = $"/proc/{File.ReadAllText(folder["child"]).Trim()}/stat";
        Eventually.True(() => !File.Exists(child) || File.ReadAllText(child).Contains(") Z ", StringComparison.Ordinal)); // gone, or dead and not yet collected by init
    }

    [Fact]
    public void The_limit_holds_for_a_command_that_leaves_a_large_JSON_unread()
    {
        using CommandHook hook = new($"touch {folder["begun"]}; sleep 600", TimeSpan.FromSeconds(1));
        Change large = Change.Of(Results.Stable(0), Results.Source) with { Label = new string('x', 1 << 20), Source = "a\0b" };
        DeliveryFailure? failure = null;
        Eventually.Ends(() => failure = hook.Deliver(large, Stop));
        Assert.Equal(new DeliveryFailure("the command took more than 1 s and was killed", MayPass: false), failure);
        Assert.True(File.Exists(folder["begun"])); // neither NUL nor a text that is too long for a variable keeps it from starting
    }

    [Fact]
    public void A_large_JSON_arrives_as_a_whole()
    {
        using CommandHook hook = new($"cat > {folder["stdin"]}", TimeSpan.FromMinutes(1));
        Assert.Null(hook.Deliver(Change.Of(Results.Stable(0), Results.Source) with { Label = new string('x', 1 << 20) }, Stop));
        Assert.Equal(1 << 20, JsonDocument.Parse(File.ReadAllText(folder["stdin"])).RootElement.GetProperty("label").GetString()!.Length);
    }

    [Fact]
    public void A_command_is_not_awaited_at_the_end()
    {
        using ChangeSink sink = new(new CommandHook($"touch {folder["begun"]}; sleep 3600", TimeSpan.FromHours(1)), Results.Source);
        sink.Publish(Results.Stable(0));
        Eventually.True(() => File.Exists(folder["begun"]));
        Eventually.Ends(() => sink.Worker.Finish(TimeSpan.FromSeconds(0.1)));
        Assert.Equal((0, 1), (sink.Status.Delivered, sink.Status.Lost));
        Eventually.True(() => sink.Status.Problem == "the command still ran when the run ended and was killed");
    }

    [Fact]
    public void A_command_that_always_hangs_is_abandoned_soon_after_the_end()
    {
        using ChangeSink sink = new(new CommandHook($"echo x >> {folder["runs"]}; sleep 600", TimeSpan.FromSeconds(2)), Results.Source);
        for (int i = 0; i < 60; i++)
        {
            sink.Publish(Results.Stable(i % 2));
        }

        Eventually.True(() => File.Exists(folder["runs"]));
        Eventually.Ends(() => sink.Worker.Finish(SteppingClock.Hour()));
        Assert.InRange(File.ReadAllLines(folder["runs"]).Length, 1, 5); // 60, if all were waited for
        Assert.Equal((0, 60), (sink.Status.Delivered, sink.Status.Lost));
    }

    [Fact]
    public void An_unexpected_failure_loses_its_change_but_not_the_run()
    {
        using ChangeSink sink = new(new BrokenTarget(), Results.Source);
        sink.Publish(Results.Stable(0));
        Eventually.True(() => sink.Status.Problem is not null);
        sink.Publish(Results.Stable(1));
        sink.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((0, 2, "broken"), (sink.Status.Delivered, sink.Status.Lost, sink.Status.Problem));
    }

    private static CommandHook Hook(string command) => new(command, SinkLimits.Command);

    private sealed class BrokenTarget : IChangeTarget
    {
        public string Name => "broken";

        public int Attempts => 2;

        public TimeSpan Limit => TimeSpan.FromMinutes(1);

        public DeliveryFailure? Deliver(Change change, CancellationToken stop) => throw new FormatException("broken");

        public void Dispose()
        {
        }
    }
}
