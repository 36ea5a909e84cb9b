using System.Text.Json;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;
using static EdgeResNet.Tests.Fakes.FakeCamera;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>OpenCV's real Video4Linux path, in a separate process that sees the fake camera.</summary>
public sealed class CameraTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string bundle;

    public CameraTest() => bundle = CounterModel.WriteBundle(folder["counter"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Devices_lists_a_camera_with_its_formats_and_controls()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        CommandResult text = await EdgeAppAsync(camera, "devices");
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Contains("/dev/video0  Counting Camera (fake)", text.Output);
        Assert.Contains("YUYV 640×480  30, 15 fps", text.Output);
        Assert.Contains("MJPG 1280×720  60, 30 fps", text.Output);
        Assert.Contains("exposure=3…2047", text.Output);

        CommandResult json = await EdgeAppAsync(camera, "devices", "--json");
        JsonElement found = Assert.Single(JsonDocument.Parse(json.Output).RootElement.GetProperty("cameras").EnumerateArray());
        Assert.Equal("/dev/video0", found.GetProperty("device").GetString());
        JsonElement large = found.GetProperty("formats").EnumerateArray().Single(format => format.GetProperty("fourcc").GetString() == "MJPG" && format.GetProperty("width").GetInt32() == 1280);
        Assert.Equal([60.0, 30.0], large.GetProperty("fps").EnumerateArray().Select(rate => rate.GetDouble()));
        Assert.Equal(["exposure", "focus"], found.GetProperty("controls").EnumerateArray().Select(control => control.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("camera:0", "YUYV", 640, 480, 30)]
    [InlineData("/dev/video0?width=320&height=240", "YUYV", 320, 240, 30, Traits = [Long.Trait, Long.Value])]
    [InlineData("camera:0?width=1280&height=720", "MJPG", 1280, 720, 30, Traits = [Long.Trait, Long.Value])]
    [InlineData("camera:0?width=1280&height=720&fps=60", "MJPG", 1280, 720, 60)]
    [InlineData("camera:0?width=1280&height=720&fourcc=YUYV", "YUYV", 1280, 720, 10, Traits = [Long.Trait, Long.Value])]
    [InlineData("camera:0?fps=15", "YUYV", 640, 480, 15)]
    [InlineData("camera:0?fourcc=MJPG", "MJPG", 640, 480, 30, Traits = [Long.Trait, Long.Value])]
    public async Task Pictures_are_correct_in_the_negotiated_format(string source, string fourcc, int width, int height, int fps)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await using LiveProgram live = LiveProgram.Start(bundle, source, camera.Environment, "--frames", "12");
        JsonElement[] events = await live.NextAsync(12);
        Assert.Equal(
            (fourcc, width, height, fps),
            (System.Text.Encoding.ASCII.GetString(BitConverter.GetBytes(camera.Get(Field.Fourcc))), camera.Get(Field.Width), camera.Get(Field.Height), camera.Get(Field.Fps)));
        Assert.All(events.Zip(events.Skip(1)), pair => Assert.InRange(LiveProgram.Steps(pair.First, pair.Second), 1, 100)); // newer each time
        int behind = (camera.Frame - LiveProgram.Number(events[^1]) + CounterModel.Numbers) % CounterModel.Numbers;
        Assert.InRange(behind, 0, 60); // this very camera's numbers, and recent ones
        Assert.Equal(0, (await live.EndAsync()).ExitCode);
        Assert.Equal(0, camera.Get(Field.Open));
    }

    [Theory]
    [InlineData("width=1920&height=1080", "the camera gives MJPG 1280×720 instead; it offers YUYV 640×480, ")]
    [InlineData("fourcc=NV12", "the camera gives YUYV 640×480 instead; it offers ")]
    [InlineData("exposure=9999", "exposure is 9999; this camera takes 3 to 2047")]
    public async Task A_setting_that_the_camera_lacks_is_an_unavailable_device(string options, string reason)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await AssertRefusedAsync(camera, $"camera:0?{options}", $"camera:0?{options}: {reason}");
        Assert.Equal(0, camera.Get(Field.Open));
    }

    [Fact]
    public async Task A_busy_camera_is_an_unavailable_device_at_once()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.Busy, 1);
        await AssertRefusedAsync(camera, "camera:0", "/dev/video0: cannot be used; another program may have it open");
    }

    [Fact]
    public async Task An_absent_camera_is_an_unavailable_device()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await AssertRefusedAsync(camera, "camera:7", "/dev/video7: no such camera; cameras here: /dev/video0 (Counting Camera)");
    }

    [Fact]
    public async Task A_missing_control_gives_one_error_line()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.HasControls, 0);
        await AssertRefusedAsync(camera, "camera:0?focus=3", "camera:0?focus=3: the camera's driver has no control focus; leave out focus=");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Age_counts_from_the_drivers_timestamp_if_clocks_match(bool wrongClock)
    {
        const int lag = 300;
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.LagMs, lag);
        camera.Set(Field.WrongClock, wrongClock ? 1 : 0);
        await using LiveProgram live = LiveProgram.Start(bundle, "camera:0", camera.Environment, "--frames", "20");
        JsonElement[] events = await live.NextAsync(20);
        double least = events.Min(result => result.GetProperty("age_ms").GetDouble());
        Assert.True(wrongClock ? least is > 0 and < lag : least is >= lag and < 10 * lag, $"youngest frame: {least} ms");
    }

    [Theory]
    [InlineData((int)Tear.Cut)]
    [InlineData((int)Tear.Noise)]
    [InlineData((int)Tear.Nothing, Traits = [Long.Trait, Long.Value])]
    [InlineData((int)Tear.Flagged)]
    public async Task Torn_pictures_are_skipped(int how)
    {
        const int Torn = 20;
        using FakeCamera camera = await FakeCamera.CreateAsync();
        await using LiveProgram live = LiveProgram.Start(bundle, "camera:0?fourcc=MJPG", camera.Environment);
        List<JsonElement> events = [.. await live.NextAsync(3)];
        camera.TearNext(Torn, (Tear)how);
        int end = int.MaxValue; // the first number of which all pictures are whole again
        for (int seen = LiveProgram.Number(events[^1]); seen < end; seen += LiveProgram.Steps(events[^2], events[^1]))
        {
            events.Add(await live.NextAsync(_ => true));
            end = end == int.MaxValue && camera.Get(Field.Torn) == 0 ? camera.Frame + 1 : end;
        }

        int[] steps = [.. events.Zip(events.Skip(1), LiveProgram.Steps)];
        Assert.True(steps.Max() > Torn, string.Join(' ', steps)); // the others are steps of one, or few where the machine is busy
    }

    [Theory]
    [InlineData(40)]
    [InlineData(200, Traits = [Long.Trait, Long.Value])]
    public async Task Repeated_camera_losses_leak_no_descriptor_thread_or_wait(int losses)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        CameraLosses.Report report = await CameraLosses.StartAsync(camera, losses);
        Assert.True(report.SlowestLossMs < CameraLosses.BeforePatienceEnds && report.SlowestStopMs < CameraLosses.BeforePatienceEnds, $"{report}");
        Assert.Equal(0, report.CamerasOpen);
        Assert.True(report.MoreDescriptors < 20 && report.MoreThreads < 20, $"{report}"); // a leak is of 29 or 189; the runtime's own come and go
        Assert.Equal(0, report.StaleFrames);
    }

    private async Task AssertRefusedAsync(FakeCamera camera, string source, string reason)
    {
        CommandResult result = await EdgeAppAsync(camera, "live", "--model", bundle, "--source", source);
        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith($"error: {reason}", result.Error);
        Assert.Equal(1, result.Error.Count(c => c == '\n'));
    }

    private static Task<CommandResult> EdgeAppAsync(FakeCamera camera, params string[] arguments) =>
        Command.RunAsync(Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp"), arguments, camera.Environment);
}
