using System.Runtime.InteropServices;
using EdgeResNet.EdgeApp.Capture.Camera;
using static EdgeResNet.EdgeApp.Capture.Camera.V4l2Types;

namespace EdgeResNet.Tests.Capture.Camera;

public sealed class V4l2Test
{
    [Fact]
    public void Structures_have_the_kernels_sizes()
    {
        // linux/videodev2.h: the size is part of each request's number.
        Assert.Equal(RequestedSize(V4l2.QueryCapability), Marshal.SizeOf<Capability>());
        Assert.Equal(RequestedSize(V4l2.EnumerateFormats), Marshal.SizeOf<FormatDescription>());
        Assert.Equal(RequestedSize(V4l2.EnumerateFrameSizes), Marshal.SizeOf<FrameSize>());
        Assert.Equal(RequestedSize(V4l2.EnumerateFrameIntervals), Marshal.SizeOf<FrameInterval>());
        Assert.Equal(RequestedSize(V4l2.SetFormat), Marshal.SizeOf<Format>());
        Assert.Equal(RequestedSize(V4l2.SetParameters), Marshal.SizeOf<Parameters>());
        Assert.Equal(RequestedSize(V4l2.RequestBuffers), Marshal.SizeOf<BufferRequest>());
        Assert.Equal(RequestedSize(V4l2.DequeueBuffer), Marshal.SizeOf<EdgeApp.Capture.Camera.V4l2Types.Buffer>());
        Assert.Equal(RequestedSize(V4l2.QueryControl), Marshal.SizeOf<ControlDescription>());
        Assert.Equal(RequestedSize(V4l2.QueryMenu), Marshal.SizeOf<MenuItem>());
        Assert.Equal(RequestedSize(V4l2.SetControl), Marshal.SizeOf<ControlValue>());
    }

    [Theory]
    [InlineData("MJPG", "MJPG")]
    [InlineData("pBAA", "pBAA")]
    [InlineData("Y16", "Y16")]
    [InlineData("Y16 ", "Y16")]
    [InlineData("Y16-BE", "Y16-BE")]
    [InlineData("0x00000041", "0x00000041")]
    [InlineData("MJPEG", null)]
    [InlineData("", null)]
    [InlineData("Y\u001b6", null)]
    public void A_pixel_format_is_read_as_it_is_printed(string text, string? printed) =>
        Assert.Equal(printed, FourCode.Parse(text) is uint code ? FourCode.Print(code) : null);

    [Theory]
    [InlineData(30, 1, 30)]
    [InlineData(7.5, 2, 15)]
    [InlineData(0.5, 2, 1)]
    [InlineData(0.1, 10, 1)]
    [InlineData(29.97, 1001, 30000)]
    [InlineData(59.94, 1001, 60000)]
    [InlineData(23.976, 1001, 24000)]
    [InlineData(1000, 1, 1000)]
    [InlineData(12.5, 2, 25)]
    public void A_rate_becomes_its_exact_fraction(double fps, uint numerator, uint denominator) =>
        Assert.Equal(new FramePeriod(numerator, denominator), FramePeriod.Of(fps));

    [Theory]
    [InlineData("Fake Cam", "Fake Cam")]
    [InlineData("Evil\u001b[31m\nCam", "Evil\\u001b[31m\\u000aCam")]
    [InlineData("Cam\u202eera", "Cam\\u202eera")]
    [InlineData("Caméra 日本", "Caméra 日本")]
    public void Names_are_safe_to_print(string name, string shown) => Assert.Equal(shown, CameraText.Of(System.Text.Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void A_character_cut_by_the_driver_is_left_out_and_other_encodings_are_marked()
    {
        Assert.Equal("Cam", CameraText.Of("Cam\xE6"u8[..4]));
        Assert.Equal("Cam\uFFFDra", CameraText.Of([(byte)'C', (byte)'a', (byte)'m', 0xE9, (byte)'r', (byte)'a']));
    }

    private static int RequestedSize(nuint request) => (int)(request >> 16) & 0x3FFF;
}
