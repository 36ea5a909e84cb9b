using System.Text.Json;
using EdgeResNet.EdgeApp.Capture.Camera.Streaming;
using EdgeResNet.Tests.Fakes;
using static EdgeResNet.Tests.Fakes.FakeCamera;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>Pictures that a driver flags, fills too little or leaves out.</summary>
public sealed class CameraDamageTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("YUYV", (int)Tear.Cut)]
    [InlineData("YUYV", (int)Tear.Nothing)]
    [InlineData("YUYV", (int)Tear.Flagged)]
    [InlineData("MJPG", (int)Tear.Cut)]
    [InlineData("MJPG", (int)Tear.Noise)]
    [InlineData("MJPG", (int)Tear.Flagged)]
    public async Task Torn_pictures_are_left_out_and_counted(string fourcc, int how)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.TearNext(3, (Tear)how);
        CameraProbe.Report seen = await CameraProbe.StartAsync(camera, $"camera:0?fourcc={fourcc}", 4);
        Assert.Equal((null, 3, 0), (seen.Error, seen.Torn, seen.DroppedByDriver));
    }

    [Theory]
    [InlineData("UYVY")]
    [InlineData("NV12")]
    public async Task Half_filled_buffers_are_left_out(string fourcc)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.OfferOnly(fourcc, 320, 240, padding: 64);
        camera.Set(Field.UsedPercent, 60);
        CameraProbe.Report seen = await CameraProbe.StartAsync(camera, "camera:0", 6);
        Assert.InRange(seen.Torn, 5, 7);
        Assert.All(seen.Colours, colour => Assert.True(colour[3] < 3));
    }

    [Fact]
    public async Task Summary_counts_torn_pictures_and_what_the_driver_dropped()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.Skipped, 1);
        camera.TearNext(3, Tear.Flagged);
        await using LiveProgram live = LiveProgram.Start(CounterModel.WriteBundle(folder["counter"]), "camera:0?flip=h", camera.Environment, "--frames", "5", "--summary", folder["s.json"]);
        Assert.Equal(0, (await live.EndAsync()).ExitCode);
        JsonElement summary = JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement;
        Assert.Equal(3, summary.GetProperty("frames_torn").GetInt32());
        Assert.InRange(summary.GetProperty("frames_dropped_by_driver").GetInt32(), 7, 1000); // one before each of eight buffers but the first
        Assert.Contains("3 damaged pictures left out", live.Errors);
        Assert.Contains(" pictures dropped by the camera's driver", live.Errors);
    }

    [Theory]
    [InlineData(new uint[] { 5, 6, 7 }, 0)]
    [InlineData(new uint[] { 5, 8, 9 }, 2)]
    [InlineData(new uint[] { 0, 0, 0 }, 0)] // a driver that does not count
    [InlineData(new uint[] { 900, 0, 2 }, 1)] // began anew
    [InlineData(new uint[] { uint.MaxValue, 1 }, 1)]
    public void Gaps_in_the_drivers_numbers_are_counted(uint[] numbers, int missing)
    {
        SequenceGaps gaps = new();
        Assert.Equal(missing, numbers.Sum(number => gaps.Before(number)));
    }
}
