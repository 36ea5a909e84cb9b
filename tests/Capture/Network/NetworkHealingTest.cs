using System.Text.Json;
using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Capture.Network;

/// <summary>Real servers that freeze, are killed and come back under a running <c>live</c>.</summary>
public sealed class NetworkHealingTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string bundle;

    public NetworkHealingTest() => bundle = CounterModel.WriteBundle(folder["counter"]);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3, Traits = [Long.Trait, Long.Value])]
    public async Task A_frozen_or_killed_MJPEG_server_is_lost_until_it_returns(int losses)
    {
        using FfmpegServer server = FfmpegServer.Mjpeg(folder);
        await using LiveProgram live = LiveProgram.Start(bundle, $"{server.Url}?stall_ms=2000", [], "--wait");
        await live.NextAsync(result => !IsLost(result));
        server.Freeze();
        await live.NextAsync(IsLost);
        server.Kill(); // it serves one client, who has left
        server.Start();
        await AssertHealedAsync(live, reconnects: 1);

        for (int loss = 2; loss <= losses; loss++)
        {
            server.Kill();
            await live.NextAsync(IsLost);
            server.Start();
            await AssertHealedAsync(live, reconnects: loss);
        }
    }

    [Fact]
    public async Task A_short_freeze_is_no_loss()
    {
        using FfmpegServer server = FfmpegServer.Mjpeg(folder);
        await using LiveProgram live = LiveProgram.Start(bundle, $"{server.Url}?stall_ms=20000", [], "--wait");
        await live.NextAsync(result => !IsLost(result));
        JsonElement[] before = await live.NextAsync(5);
        server.Freeze();
        await RealTime.PassAsync(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken); // fifteen pictures
        server.Thaw();
        JsonElement[] after = await live.NextAsync(60);
        Assert.DoesNotContain(after, IsLost);
        Assert.NotEqual(LiveProgram.Number(before[^1]), LiveProgram.Number(after[^1]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3, Traits = [Long.Trait, Long.Value])]
    public async Task A_frozen_or_killed_RTSP_server_is_lost_until_it_returns(int losses)
    {
        using RtspServer server = RtspServer.Create(folder);
        await using LiveProgram live = LiveProgram.Start(bundle, $"{server.Url}?stall_ms=2000", []);
        await live.NextAsync(result => !IsLost(result));
        server.Freeze();
        await live.NextAsync(IsLost);
        server.Kill();
        server.Start();
        await AssertHealedAsync(live, reconnects: 1);

        for (int loss = 2; loss <= losses; loss++)
        {
            server.Kill();
            await live.NextAsync(IsLost);
            server.Start();
            await AssertHealedAsync(live, reconnects: loss);
        }
    }

    private static async Task AssertHealedAsync(LiveProgram live, int reconnects)
    {
        JsonElement first = await live.NextAsync(result => !IsLost(result));
        Assert.Equal(reconnects, first.GetProperty("reconnects").GetInt32());
        JsonElement[] events = [first, .. await live.NextAsync(10)];
        Assert.All(events.Zip(events.Skip(1)), pair => Assert.InRange(LiveProgram.Steps(pair.First, pair.Second), 1, 100));
    }

    private static bool IsLost(JsonElement result) => result.GetProperty("state").GetString() == "lost";
}
