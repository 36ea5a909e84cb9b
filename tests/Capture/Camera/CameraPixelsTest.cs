using EdgeResNet.Tests.Fakes;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>Pictures of every pixel format, with lines that the driver pads (<c>bytesperline</c>).</summary>
public sealed class CameraPixelsTest
{
    private static readonly int[][] colours = [[40, 40, 200], [40, 180, 40], [200, 40, 40], [200, 200, 200]]; // BGR

    [Theory]
    [InlineData("YUYV")]
    [InlineData("UYVY")]
    [InlineData("YVYU")]
    [InlineData("NV12")]
    [InlineData("NV21")]
    [InlineData("YU12")]
    [InlineData("YV12")]
    [InlineData("RGB3")]
    [InlineData("BGR3")]
    [InlineData("XR24")]
    [InlineData("RGBP")]
    [InlineData("RGGB")]
    public async Task A_picture_is_whole_whatever_the_padding_of_its_lines(string fourcc)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        foreach (int padding in (int[])[0, 64, 6])
        {
            camera.OfferOnly(fourcc, 328, 244, padding);
            AssertColours(await CameraProbe.StartAsync(camera, $"camera:0?fourcc={fourcc}", 2), colours, $"{fourcc} + {padding}");
        }
    }

    [Theory]
    [InlineData("GREY")]
    [InlineData("Y16")]
    [InlineData("Y10")]
    public async Task Brightness_is_grey(string fourcc)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.OfferOnly(fourcc, 320, 240, padding: 32);
        int[][] greys = [.. colours.Select(c => 16 + (((66 * c[2]) + (129 * c[1]) + (25 * c[0])) / 256)).Select(luma => (int[])[luma, luma, luma])];
        AssertColours(await CameraProbe.StartAsync(camera, $"camera:0?fourcc={fourcc.ToLowerInvariant()}", 2), greys, fourcc);
    }

    [Theory]
    [InlineData("YUYV", 321, 240, 320, 240)]
    [InlineData("NV12", 320, 241, 320, 240)]
    [InlineData("YU12", 321, 241, 320, 240)]
    [InlineData("RGB3", 321, 241, 321, 241)]
    public async Task A_column_or_row_without_colour_of_its_own_is_left_out(string fourcc, int width, int height, int columns, int rows)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.OfferOnly(fourcc, width, height, padding: 15);
        CameraProbe.Report seen = await CameraProbe.StartAsync(camera, "camera:0", 2);
        AssertColours(seen, colours, fourcc);
        Assert.Equal((columns, rows), (seen.Width, seen.Height));
    }

    [Theory]
    [InlineData("NV12", 64)]
    [InlineData("YUYV", 0)]
    public async Task A_multi_planar_camera_delivers(string fourcc, int padding)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(FakeCamera.Field.Capabilities, 0x0400_1000); // V4L2_CAP_STREAMING, V4L2_CAP_VIDEO_CAPTURE_MPLANE
        camera.OfferOnly(fourcc, 320, 240, padding);
        AssertColours(await CameraProbe.StartAsync(camera, "camera:0", 2), colours, fourcc);
    }

    [Fact]
    public async Task A_line_shorter_than_its_pixels_is_refused()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.OfferOnly("YUYV", 320, 240, padding: -2);
        CameraProbe.Report seen = await CameraProbe.StartAsync(camera, "camera:0", 2);
        Assert.StartsWith("DeviceException: /dev/video0: its driver tells 638 bytes a line for YUYV 320×240, which needs 640", seen.Error);
    }

    [Theory]
    [InlineData("YUYV")]
    [InlineData("YU12")]
    [InlineData("Y16")]
    [InlineData("BGR3")]
    public async Task Reading_a_picture_allocates_nothing(string fourcc)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.OfferOnly(fourcc, 320, 240, padding: 16);
        CameraProbe.Report seen = await CameraProbe.StartAsync(camera, "camera:0", 20);
        Assert.InRange(seen.Allocated / 10.0, 0, 50); // the probe's own list grows once
    }

    private static void AssertColours(CameraProbe.Report seen, int[][] expected, string what)
    {
        Assert.True(seen.Error is null, $"{what}: {seen.Error}");
        for (int i = 0; i < 4; i++)
        {
            Assert.True(seen.Colours[i][3] < 3, $"{what}: quadrant {i} is not flat: {string.Join(' ', seen.Colours[i])}");
            for (int channel = 0; channel < 3; channel++)
            {
                Assert.True(Math.Abs(seen.Colours[i][channel] - expected[i][channel]) < 8, $"{what}: quadrant {i} is {string.Join(' ', seen.Colours[i])}");
            }
        }
    }
}
