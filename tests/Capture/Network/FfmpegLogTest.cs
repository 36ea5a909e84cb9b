using EdgeResNet.EdgeApp.Capture.Network;

namespace EdgeResNet.Tests.Capture.Network;

public class FfmpegLogTest
{
    [Fact]
    public void The_last_error_is_the_complaint()
    {
        FfmpegLog log = Read(
            "[info] Input #0, rtsp, from 'rtsp://camera/':",
            "  Metadata:",
            "[h264 @ 0x5581] [error] non-existing PPS 0 referenced",
            "[verbose] Reinit context to 640x368, pix_fmt: yuv420p",
            "    Last message repeated 3 times");
        Assert.Equal("[h264 @ 0x5581] non-existing PPS 0 referenced", log.Complaint);
        Assert.False(log.IsResized);
    }

    [Fact]
    public void A_line_without_a_level_counts_before_the_first_with_one()
    {
        Assert.Equal("ffmpeg: error while loading shared libraries: libavcodec.so.59", Read("ffmpeg: error while loading shared libraries: libavcodec.so.59").Complaint);
        Assert.Equal("rtsp://camera/: Connection refused", Read("[fatal] rtsp://camera/: Connection refused", "").Complaint);
    }

    [Fact]
    public void The_limit_of_pixels_stays_the_complaint()
    {
        const string refused = "[IMGUTILS @ 0x7ffe] [error] Picture size 9000x9000 exceeds specified max pixel count 52428800";
        Assert.Contains("9000x9000 exceeds", Read(refused, "[error] Error configuring filter graph", "[fatal] Conversion failed!").Complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("w:640 h:360 pixfmt:yuvj420p tb:1/90000 fr:10/1 sar:0/1", false)]
    [InlineData("w:360 h:640 pixfmt:yuv420p tb:1/90000 fr:10/1 sar:0/1", true)]
    [InlineData("w:640 h:362 pixfmt:yuv420p tb:1/90000 fr:10/1 sar:0/1 csp:bt709 range:tv", true)]
    public void A_filter_graph_of_another_size_is_a_new_size(string later, bool resized) =>
        Assert.Equal(resized, Read("[graph 0 input from stream 0:0 @ 0x55] [verbose] w:640 h:360 pixfmt:yuv420p tb:1/90000 fr:10/1 sar:0/1", $"[graph 0 input from stream 0:0 @ 0x66] [verbose] {later}").IsResized);

    [Theory]
    [InlineData("-vsync <>   set video sync method globally; deprecated, use -fps_mode", "-fps_mode")] // FFmpeg 5.1
    [InlineData("-fps_mode[:<stream_spec>] <>   set framerate mode", "-fps_mode")]
    [InlineData("-vsync              video sync method", "-vsync")]
    [InlineData(null, "-fps_mode")]
    public void The_option_for_pictures_as_they_come_is_read_from_ffmpegs_help(string? help, string option) => Assert.Equal(option, FfmpegTiming.Find(help));

    private static FfmpegLog Read(params string[] lines)
    {
        FfmpegLog log = new();
        foreach (string line in lines)
        {
            log.Add(line);
        }

        return log;
    }
}
