using System.Text.Json;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;
using static EdgeResNet.Tests.Fakes.FakeCamera;

namespace EdgeResNet.Tests.Capture.Camera;

/// <summary>A message for each cause, and what <c>devices</c> shows of nodes that cannot be used.</summary>
public sealed class CameraRefusalTest
{
    private const int Busy = 16;
    private const int NotPermitted = 13;
    private const int NoSpace = 28;
    private const int Metadata = 0x0480_0000; // with V4L2_CAP_STREAMING
    private const int Codec = 0x0400_8000;
    private const int Output = 0x0400_0002;
    private const int ReadOnly = 0x0100_0001;
    private const int MultiPlanar = 0x0400_1000;

    [Theory]
    [InlineData((int)Field.OpenError, Busy, "/dev/video0: cannot be used; another program may have it open (fuser /dev/video0 shows which)")]
    [InlineData((int)Field.OpenError, NotPermitted, "/dev/video0: permission denied; join the group 'video'")]
    [InlineData((int)Field.OpenError, 5, "/dev/video0: cannot be opened as a camera (Input/output error)")]
    [InlineData((int)Field.StartError, Busy, "/dev/video0: cannot be used; another program may have it open")]
    [InlineData((int)Field.StartError, NoSpace, "/dev/video0: the USB bus has no room for YUYV 640×480; ask for fewer pixels, a lower fps or fourcc=MJPG")]
    [InlineData((int)Field.StartError, 32, "/dev/video0: the sensor is not linked to this node for YUYV 640×480; set up its media pipeline (media-ctl)")]
    [InlineData((int)Field.NoMapping, 1, "/dev/video0: its driver maps no buffers (it may know USERPTR or DMABUF only)")]
    [InlineData((int)Field.Capabilities, Metadata, "/dev/video0: is metadata of a camera, no pictures; ")]
    [InlineData((int)Field.Capabilities, Codec, "/dev/video0: is a codec or scaler (memory to memory); ")]
    [InlineData((int)Field.Capabilities, Output, "/dev/video0: is an output, which shows pictures; ")]
    [InlineData((int)Field.Capabilities, ReadOnly, "/dev/video0: Counting Camera offers read() only")]
    public async Task Each_cause_has_its_message(int field, int value, string reason)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set((Field)field, value);
        Assert.StartsWith("DeviceException: " + reason, (await CameraProbe.StartAsync(camera, "camera:0", 1)).Error);
    }

    [Theory]
    [InlineData("H264", "camera:0", "/dev/video0: Counting Camera gives only H264, which this program does not decode; it needs MJPG or uncompressed pixels")]
    [InlineData("RG10", "camera:0", "/dev/video0: Counting Camera gives only raw pixels of a CSI sensor (RG10); docs/jetson.md")]
    [InlineData("pBAA", "camera:0", "/dev/video0: Counting Camera gives only raw pixels of a CSI sensor (")]
    [InlineData("YUYV", "camera:0?fourcc=H264", "camera:0?fourcc=H264: H264 is not decoded by this program; leave out fourcc= or choose of YUYV 640×480")]
    [InlineData("YUYV", "camera:0?fourcc=RGB4", "camera:0?fourcc=RGB4: RGB4 is not decoded by this program")]
    public async Task A_format_that_is_not_decoded_is_an_unavailable_device(string offered, string source, string reason)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.OfferOnly(offered);
        Assert.StartsWith("DeviceException: " + reason, (await CameraProbe.StartAsync(camera, source, 1)).Error);
    }

    [Fact]
    public async Task A_node_without_permission_is_listed_with_the_group_to_join()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set(Field.OpenError, NotPermitted);
        string text = await DevicesAsync(camera);
        Assert.DoesNotContain("cameras: none (", text);
        Assert.Contains("/dev/video0  no permission; join the group 'video' (sudo usermod -aG video $USER)", text);
        Assert.Equal("not_permitted", JsonDocument.Parse(await DevicesAsync(camera, "--json")).RootElement.GetProperty("other_nodes")[0].GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData((int)Field.Sizes, 1, "YUYV 160×120 to 2592×1944 in steps of 8×4")]
    [InlineData((int)Field.Sizes, 2, "YUYV 640×480  (current; the driver lists no sizes)")]
    [InlineData((int)Field.Capabilities, MultiPlanar, "YUYV 640×480  30, 15 fps")]
    [InlineData((int)Field.Capabilities, Metadata, "/dev/video0  Counting Camera (fake): metadata of a camera, no pictures")]
    [InlineData((int)Field.Capabilities, ReadOnly, "cannot be used: offers read() only")]
    [InlineData((int)Field.Name, 1, "/dev/video0  Evil\\u001b[31m\\u000aCamera (fake)")]
    [InlineData((int)Field.FocusStep, 5, "exposure=3…2047, focus=0…250/5")]
    [InlineData((int)Field.OpenError, Busy, "/dev/video0  in use by another program (fuser /dev/video0 shows which)")]
    public async Task Devices_shows_what_a_node_is(int field, int value, string line)
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.Set((Field)field, value);
        Assert.Contains(line, await DevicesAsync(camera));
    }

    [Fact]
    public async Task Devices_marks_formats_that_cannot_be_used_and_prints_those_that_are_accepted()
    {
        using FakeCamera camera = await FakeCamera.CreateAsync();
        camera.OfferOnly("H264");
        string text = await DevicesAsync(camera);
        Assert.Contains("H264 640×480  30 fps  (cannot be used)", text);
        Assert.Contains("    bus test\n", text);
        camera.OfferOnly("Y16", 320, 240);
        Assert.Contains("    Y16 320×240  30 fps\n", await DevicesAsync(camera));
        Assert.Null((await CameraProbe.StartAsync(camera, "camera:0?fourcc=Y16", 1)).Error);
    }

    private static async Task<string> DevicesAsync(FakeCamera camera, params string[] more)
    {
        CommandResult result = await Command.RunAsync(Path.Combine(AppContext.BaseDirectory, "EdgeResNet.EdgeApp"), ["devices", .. more], camera.Environment);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output;
    }
}
