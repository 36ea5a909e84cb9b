using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Network;
using EdgeResNet.Tests.Capture.Files;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Network;

/// <summary>Web servers and cameras that do not keep to the rules.</summary>
public class OddServerTest
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("rtsp://127.0.0.1/x")]
    [InlineData("//")]
    [InlineData("http://")]
    [InlineData("http://[::1")]
    [InlineData("http://a:b:c/")]
    [InlineData("\u00ff\u00fe")]
    [InlineData("gopher:x")]
    [InlineData("")]
    public void A_redirect_to_no_place_on_the_web_is_an_unavailable_device(string location)
    {
        using ScriptedServer server = new((_, stream) => ScriptedServer.Refuse(stream, "302 Found", $"Location: {location}\r\n"));
        DeviceException thrown = Assert.ThrowsAny<DeviceException>(() => HttpSource.Open(server.Url("x"), Stop));
        Assert.StartsWith(server.Url("x"), thrown.Message);
    }

    [Fact]
    public void Redirects_without_end_are_told()
    {
        using ScriptedServer server = new((_, stream) => ScriptedServer.Refuse(stream, "302 Found", "Location: /again\r\n"));
        Assert.Contains("redirects more than", Assert.ThrowsAny<DeviceException>(() => HttpSource.Open(server.Url("x"), Stop)).Message);
        Assert.InRange(server.Requests.Count, 2, 10);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 99999999999999999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\nContent-Encoding: \u00ff\r\nContent-Length: -7\r\n\r\n")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n")]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    public void A_senseless_answer_is_an_unavailable_device(string answer)
    {
        using ScriptedServer server = new((_, stream) => ScriptedServer.Write(stream, answer));
        using Frame frame = new();
        DeviceException thrown = Assert.ThrowsAny<DeviceException>(() =>
        {
            using IFrameSource source = HttpSource.Open(server.Url("x"), Stop);
            source.Read(frame, Stop);
        });
        Assert.StartsWith(server.Url("x"), thrown.Message);
    }

    [Theory]
    [InlineData("ICY 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nBad Header : 1\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nTue, 12 Jun 2012 01:56:34 GMT\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n")]
    public void An_answer_that_is_not_quite_HTTP_is_left_to_ffmpeg(string head)
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        using ScriptedServer server = new((_, stream) => ScriptedServer.Pictures(stream, 500, head));
        using IFrameSource source = HttpSource.Open(server.Url("x"), Stop);
        Assert.IsType<FfmpegSource>(source);
        AssertPictures(source, 3);
    }

    [Fact]
    public void If_ffmpeg_cannot_read_it_either_the_answer_is_blamed()
    {
        Assert.SkipUnless(CounterVideo.HasFfmpeg, "the program ffmpeg is not installed");
        using ScriptedServer server = new((_, stream) => ScriptedServer.Write(stream, "ICY 200 OK\r\nContent-Type: text/html\r\n\r\nhello"));
        using IFrameSource source = HttpSource.Open(server.Url("x"), Stop);
        using Frame frame = new();
        Assert.Contains("its answer is not valid HTTP", Assert.ThrowsAny<DeviceException>(() => source.Read(frame, Stop)).Message);
    }

    [Fact]
    public void A_boundary_without_dashes_is_understood()
    {
        using ScriptedServer server = new((_, stream) => ScriptedServer.Pictures(stream, 20, delimiter: "frame"));
        using IFrameSource source = HttpSource.Open(server.Url("x"), Stop);
        AssertPictures(source, 10);
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(-100)]
    [InlineData(2)]
    [InlineData(40)]
    [InlineData(3000)]
    public void A_wrong_length_of_a_part_is_corrected(int more)
    {
        using ScriptedServer server = new((_, stream) => ScriptedServer.Pictures(stream, 30, length: length => Math.Max(1, length + more)));
        using IFrameSource source = HttpSource.Open(server.Url("x"), Stop);
        AssertPictures(source, 10);
    }

    [Fact]
    public void A_camera_that_closes_after_each_picture_is_polled_with_a_pause()
    {
        using ScriptedServer server = new((_, stream) => ScriptedServer.Pictures(stream, 1));
        using IFrameSource source = HttpSource.Open(server.Url("x"), Stop);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        AssertPictures(source, 3, same: true);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds, 1.8, double.MaxValue);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(TimeSpan.FromSeconds(1), source.Period);
    }

    [Fact]
    public void A_snapshot_address_is_asked_again_and_again()
    {
        int sent = 0;
        using ScriptedServer server = new((_, stream) => ScriptedServer.Write(stream, "image/jpeg", ScriptedServer.Jpeg(Interlocked.Increment(ref sent) - 1)));
        SourceOptions options = SourceOptions.Parse(server.Url("snapshot.jpg?channel=2&every=50ms"));
        Assert.Equal(server.Url("snapshot.jpg?channel=2"), options.Address);
        using IFrameSource source = HttpSource.Open(NetworkAddress.Parse(options.Address), new NetworkOptions { Every = options.Every }, Stop);
        Assert.True(source.IsLive);
        Assert.Equal(TimeSpan.FromMilliseconds(50), source.Period);
        AssertPictures(source, 5);
        Assert.Equal("GET /snapshot.jpg?channel=2 HTTP/1.1", server.Requests.First());
    }

    [Theory]
    [InlineData("every=0")]
    [InlineData("every=fast")]
    [InlineData("every=1x")]
    [InlineData("every=2000m")]
    public void A_senseless_pause_is_a_usage_error(string option) =>
        Assert.Contains("such as 500ms, 2s or 5m", Assert.Throws<UsageException>(() => SourceOptions.Parse($"http://cam/x.jpg?{option}")).Message);

    [Fact]
    public void A_torn_or_foreign_snapshot_is_an_unavailable_device()
    {
        using ScriptedServer server = new((_, stream) => ScriptedServer.Write(stream, "image/jpeg", "no picture"u8.ToArray()));
        using IFrameSource source = HttpSource.Open(NetworkAddress.Parse(server.Url("x")), new NetworkOptions { Every = TimeSpan.FromSeconds(1) }, Stop);
        using Frame frame = new();
        Assert.Contains("no whole JPEG picture", Assert.ThrowsAny<DeviceException>(() => source.Read(frame, Stop)).Message);
    }

    [Fact]
    public void A_picture_without_a_length_leads_to_the_option_for_pictures()
    {
        using ScriptedServer server = new((_, stream) => ScriptedServer.Write(stream, "HTTP/1.0 200 OK\r\nContent-Type: image/jpeg\r\n\r\n"));
        using IFrameSource source = HttpSource.Open(server.Url("x"), Stop);
        using Frame frame = new();
        Assert.Contains("needs ?every=1s in its address", Assert.ThrowsAny<DeviceException>(() => source.Read(frame, Stop)).Message);
    }

    private static void AssertPictures(IFrameSource source, int count, bool same = false)
    {
        using Frame frame = new();
        int last = -1;
        for (int i = 0; i < count; i++)
        {
            Assert.True(source.Read(frame, Stop));
            using Mat gray = frame.Image.CvtColor(ColorConversionCodes.BGR2GRAY);
            int number = FrameCounter.Read(gray);
            Assert.True(same ? number == 0 : number > last, $"{number} after {last}");
            last = number;
        }
    }
}
