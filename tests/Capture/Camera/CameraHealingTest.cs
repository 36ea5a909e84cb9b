using System.Text.Json;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;
using static EdgeResNet.Tests.Fakes.FakeCamera;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>A camera that is unplugged and returns under a running <c>live</c>.</summary>
public sealed class CameraHealingTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string bundle;

    public CameraHealingTest() => bundle = CounterModel.WriteBundle(folder["counter"]);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("camera:0")]
    [InlineData("camera:0?width=1280&height=720", Traits = [Long.Trait, Long.Value])]
    public async Task Unplugging_is_a_loss_and_replugging_resumes_frames(string source)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await using LiveProgram live = LiveProgram.Start(bundle, source, camera.Environment);
        for (int loss = 1; loss <= 2; loss++)
        {
            await live.NextAsync(3);
            camera.Unplug();
            await live.NextAsync(IsLost);
            int last = camera.Frame;
            camera.Replug();
            JsonElement back = await live.NextAsync(result => !IsLost(result));
            Assert.Equal(loss, back.GetProperty("reconnects").GetInt32());
            AssertNewerThan(last, back, camera);
        }

        Assert.Equal(1, camera.Get(Field.Open));
    }

    [Fact]
    public async Task A_camera_that_returns_under_another_number_is_found()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await using LiveProgram live = LiveProgram.Start(bundle, "camera:counting", camera.Environment);
        await live.NextAsync(3);
        camera.Unplug();
        await live.NextAsync(IsLost);
        int last = camera.Frame;
        camera.Set(Field.Node, 3);
        camera.Replug();
        AssertNewerThan(last, await live.NextAsync(result => !IsLost(result)), camera);
        Eventually.True(() => live.Errors.Contains("camera:counting: Counting Camera is back as /dev/video3, before /dev/video0", StringComparison.Ordinal), () => live.Errors);
    }

    [Fact]
    public async Task Controls_are_restored_after_a_loss_and_on_a_request_to_end()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await using LiveProgram live = LiveProgram.Start(bundle, "camera:0?exposure=120&focus=35", camera.Environment);
        await live.NextAsync(3);
        Assert.Equal((1, 120, 0, 35), Controls(camera));
        camera.Unplug();
        await live.NextAsync(IsLost);
        Assert.Equal((1, 120, 0, 35), Controls(camera)); // it kept them
        camera.Replug();
        await live.NextAsync(result => !IsLost(result));
        Assert.Equal((1, 120, 0, 35), Controls(camera));
        await Command.RunAsync("kill", ["-TERM", $"{live.Id}"]);
        await live.EndAsync();
        Assert.Equal((3, 250, 1, 0), Controls(camera));
    }

    [Fact]
    public async Task Dark_pictures_that_come_slowly_are_no_loss()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await using LiveProgram live = LiveProgram.Start(bundle, "camera:0?stall_ms=100", camera.Environment, "--frames", "30");
        await live.NextAsync(10);
        camera.Set(Field.PeriodMs, 140);
        for (int i = 0; i < 20; i++)
        {
            Assert.False(IsLost(await live.NextAsync(_ => true)), live.Errors);
        }
    }

    [Fact]
    public async Task A_camera_that_starts_slowly_is_awaited()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.FirstMs, 6000);
        await using LiveProgram live = LiveProgram.Start(bundle, "camera:0?stall_ms=100", camera.Environment, "--frames", "3");
        Assert.False(IsLost(await live.NextAsync(_ => true)), live.Errors);
        Assert.Equal(0, (await live.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_stall_is_a_loss_followed_by_new_frames()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await using LiveProgram live = LiveProgram.Start(bundle, "camera:0?stall_ms=500", camera.Environment);
        await live.NextAsync(3);
        camera.Set(Field.Stalled, 1);
        await live.NextAsync(IsLost);
        int last = camera.Frame;
        camera.Set(Field.Stalled, 0);
        JsonElement back = await live.NextAsync(result => !IsLost(result));
        AssertNewerThan(last, back, camera);
    }

    [Fact]
    public async Task A_slow_camera_is_not_lost()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await using LiveProgram live = LiveProgram.Start(bundle, "camera:0?width=1280&height=720&fourcc=YUYV&stall_ms=50", camera.Environment); // at 10 frames a second
        await live.NextAsync(3);
        camera.Set(Field.Stalled, 1);
        await live.NextAsync(IsLost);
        Eventually.True(() => live.Errors.Contains("no picture for 300 ms", StringComparison.Ordinal), () => live.Errors);
    }

    [Fact]
    public async Task A_camera_with_only_torn_pictures_is_lost_and_recovers()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await using LiveProgram live = LiveProgram.Start(bundle, "camera:0?fourcc=MJPG&stall_ms=500", camera.Environment);
        await live.NextAsync(3);
        camera.TearNext(int.MaxValue, Tear.Cut);
        await live.NextAsync(IsLost);
        int last = camera.Frame;
        camera.TearNext(0, Tear.Cut);
        AssertNewerThan(last, await live.NextAsync(result => !IsLost(result)), camera);
    }

    [Fact]
    public async Task Live_waits_for_an_absent_camera_on_request()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Unplug();
        await using LiveProgram live = LiveProgram.Start(bundle, "camera:0", camera.Environment, "--wait");
        await live.NextAsync(IsLost);
        camera.Replug();
        JsonElement first = await live.NextAsync(result => !IsLost(result));
        Assert.Equal(0, first.GetProperty("reconnects").GetInt32());
        AssertNewerThan(-1, first, camera);
    }

    private static (int ExposureAuto, int Exposure, int FocusAuto, int Focus) Controls(FakeCamera camera) =>
        (camera.Get(Field.ExposureAuto), camera.Get(Field.Exposure), camera.Get(Field.FocusAuto), camera.Get(Field.Focus));

    private static bool IsLost(JsonElement result) => result.GetProperty("state").GetString() == "lost";

    /// <summary>Measured by the camera's numbers, not by the program's clock.</summary>
    private static void AssertNewerThan(int last, JsonElement seen, FakeCamera camera)
    {
        int newest = camera.Frame;
        int behind = (newest - LiveProgram.Number(seen) + CounterModel.Numbers) % CounterModel.Numbers;
        Assert.InRange(behind, 0, newest - last - 1);
    }
}
