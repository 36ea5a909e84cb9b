using EdgeResNet.EdgeApp.Capture.Camera;
using EdgeResNet.EdgeApp.Capture.Camera.Nodes;
using EdgeResNet.EdgeApp.Capture.Camera.Streaming;
using EdgeResNet.Tests.Fakes;
using static EdgeResNet.Tests.Fakes.FakeCamera;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>Which format fits a request, and what is said where it does not.</summary>
public sealed class FormatChoiceTest
{
    [Theory]
    [InlineData("YUYV 640x480 30, MJPG 640x480 30", null, null, null, "YUYV")]
    [InlineData("YUYV 640x480 5, MJPG 640x480 30", null, null, 30.0, "MJPG")] // MJPG alone has the rate
    [InlineData("YUYV 640x480 5, MJPG 640x480 30", null, null, null, "MJPG")] // 30 is the default
    [InlineData("YUYV 640x480 30, MJPG 640x480 30 60", null, null, 60.0, "MJPG")]
    [InlineData("YUYV 640x480 5, MJPG 640x480 30", null, null, 5.0, "YUYV")]
    [InlineData("YUYV 640x480 30, MJPG 1920x1080 30", 1920, 1080, null, "MJPG")] // alone has the size
    [InlineData("YUYV 1280x720 30, MJPG 1280x720 30", 1280, 720, null, "MJPG")] // less on the bus
    [InlineData("NV12 1920x1080 60, MJPG 1920x1080 30", 1920, 1080, 60.0, "NV12")]
    [InlineData("GREY 640x480 30, MJPG 640x480 30", null, null, null, "MJPG")] // colour
    [InlineData("H264 640x480 30, YUYV 320x240 30", null, null, null, "YUYV")]
    [InlineData("H264 640x480 30", null, null, null, null)]
    [InlineData("YUYV 640x480, MJPG 640x480 30", null, null, 30.0, "YUYV")] // no rates told
    public void The_format_follows_size_and_rate(string offers, int? width, int? height, double? fps, string? chosen) =>
        Assert.Equal(chosen, FormatChoice.Best(offers.Split(", ").Select(Offer), new CameraFormatRequest(width, height, fps, null))?.Fourcc);

    [Theory]
    [InlineData(1000, 603, 1000, 604)]
    [InlineData(10, 5000, 160, 1944)]
    public void A_stepwise_size_is_the_nearest(int width, int height, int nearWidth, int nearHeight) =>
        Assert.Equal((nearWidth, nearHeight), new CameraFormat("YUYV", 2592, 1944, []) { Sizes = new SizeRange(160, 120, 8, 4) }.Nearest(width, height));

    [Theory]
    [InlineData(120, 1, 90)]
    [InlineData(0.5, 1, 1)]
    [InlineData(29.97, 1001, 30000)]
    public void A_continuous_rate_is_exact_within_its_range(double fps, uint numerator, uint denominator) =>
        Assert.Equal(new FramePeriod(numerator, denominator), new CameraFormat("YUYV", 2592, 1944, [90, 1]) { AnyRate = true, Periods = [new(1, 90), new(1, 1)] }.Nearest(fps));

    [Theory]
    [InlineData("camera:0?fps=0.5", 2, 1)]
    [InlineData("camera:0?fps=7.5", 2, 15)]
    [InlineData("camera:0?fps=29.97", 1001, 30000)]
    public async Task A_rate_reaches_the_driver_as_it_was_meant(string source, int numerator, int denominator)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.Sizes, 2);
        Assert.Null((await CameraProbe.StartAsync(camera, source, 1)).Error);
        Assert.Equal((numerator, denominator), (camera.Get(Field.RateNumerator), camera.Get(Field.RateDenominator)));
    }

    [Theory]
    [InlineData("camera:0?fps=0.5", 1, 15)] // the driver takes 30, which is further away than 15 from its list
    [InlineData("camera:0?fps=30", 1, 30)]
    public async Task The_nearest_listed_rate_is_asked_where_the_driver_takes_one_further_away(string source, int numerator, int denominator)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        Assert.Null((await CameraProbe.StartAsync(camera, source, 1)).Error);
        Assert.Equal((numerator, denominator), (camera.Get(Field.RateNumerator), camera.Get(Field.RateDenominator)));
    }

    [Fact]
    public async Task A_rate_that_the_driver_has_and_does_not_list_is_used()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.AnyRate, 1);
        Assert.Null((await CameraProbe.StartAsync(camera, "camera:0?fps=12", 1)).Error);
        Assert.Equal((1, 12), (camera.Get(Field.RateNumerator), camera.Get(Field.RateDenominator)));
        Assert.Equal(12, camera.Get(Field.Fps));
    }

    [Fact]
    public async Task Another_rate_than_asked_is_said_with_what_has_it()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        CameraProbe.Report seen = await CameraProbe.StartAsync(camera, "camera:0?width=1280&height=720&fourcc=YUYV&fps=30", 2);
        Assert.EndsWith("asked 30 frames a second, the camera gives 10 in YUYV 1280×720; MJPG 1280×720 has 30", Assert.Single(seen.Notes));
    }

    [Theory]
    [InlineData("camera:0", "10 frames a second come, its driver tells 30; the usual reason is a long exposure in the dark")]
    [InlineData("camera:0?fps=30", "10 frames a second come, asked 30; the usual reason is a long exposure in the dark")]
    public async Task Another_rate_than_promised_is_said_after_two_seconds(string source, string line)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.PeriodMs, 100);
        Assert.Contains(line, Assert.Single((await CameraProbe.StartAsync(camera, source, 26)).Notes));
    }

    [Fact]
    public async Task The_promised_rate_needs_no_line()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        Assert.Empty((await CameraProbe.StartAsync(camera, "camera:0?fps=30", 70)).Notes);
    }

    private static CameraFormat Offer(string text)
    {
        string[] parts = text.Split(' ', 'x');
        FramePeriod[] periods = [.. parts[3..].Select(rate => FramePeriod.Of(double.Parse(rate, System.Globalization.CultureInfo.InvariantCulture)))];
        uint code = FourCode.Parse(parts[0])!.Value;
        return new CameraFormat(parts[0], int.Parse(parts[1], null), int.Parse(parts[2], null), [.. periods.Select(period => period.Fps)]) { Code = code, Periods = periods, Usable = PixelLayout.Find(code) is not null };
    }
}
