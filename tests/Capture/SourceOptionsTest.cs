using CsCheck;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Capture.Camera.Streaming;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Capture.Opening;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Capture.Files;
using EdgeResNet.Tests.Inference;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture;

public sealed class SourceOptionsTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("camera:0", "camera:0")]
    [InlineData("camera:0?width=640", "camera:0?width=640")]
    [InlineData("camera:0?width=640&flip=h&height=480", "camera:0?width=640&height=480")]
    [InlineData("rtsp://host/live?channel=1&stall_ms=500", "rtsp://host/live?channel=1")]
    [InlineData("http://host/video?stall_ms=500", "http://host/video")]
    [InlineData("clips/*.png?loop=1", "clips/*.png")]
    [InlineData("clips/pic?.png", "clips/pic?.png")]
    [InlineData("http://host/a?x=1?loop=1", "http://host/a?x=1")]
    public void Common_options_are_removed_and_the_rest_is_kept(string text, string address) => Assert.Equal(address, SourceOptions.Parse(text).Address);

    [Fact]
    public void Option_values_are_parsed()
    {
        SourceOptions options = SourceOptions.Parse("camera:1?rotate=270&flip=both&stall_ms=750");
        Assert.Equal((RotateFlags.Rotate90Counterclockwise, FlipMode.XY, TimeSpan.FromMilliseconds(750)), (options.Rotate, options.Flip, options.Stall));
        options = SourceOptions.Parse("a.mp4?realtime=1&loop=0");
        Assert.Equal((true, false, null), (options.RealTime, options.Loop, options.Stall));
    }

    [Theory]
    [InlineData("camera:0?flip=x", "h, v, both")]
    [InlineData("camera:0?rotate=45", "90, 180, 270")]
    [InlineData("camera:0?stall_ms=1", "from 50 to 600000")]
    [InlineData("camera:0?stall_ms=", "needs a value")]
    [InlineData("camera:0?flip=h&flip=v", "comes twice")]
    [InlineData("a.mp4?loop=yes", "1, 0")]
    [InlineData("", "source '': is empty")]
    [InlineData(" ", "is empty")]
    [InlineData("?loop=1", "is empty")]
    public void Wrong_values_are_usage_errors_that_name_the_expected_form(string text, string part) => Assert.Contains(part, Assert.Throws<UsageException>(() => SourceOptions.Parse(text)).Message);

    // The grammar: name[?part(&part)*], where parts with a common name are removed at any position.
    [Fact]
    public void Common_options_and_the_rest_are_separated_in_any_mixture()
    {
        Gen<string> name = OneOf("camera:0", "/dev/video7", "rtsp://u:p@host:554/a/b", "http://host/x", "dir/clip.mp4", "demo:fashion");
        Gen<(string Text, bool Common)[]> parts = Gen.OneOf(
            OneOf("width=640", "fps=30", "channel=1", "x=%20y", "user=a").Select(text => (text, false)),
            OneOf("flip=h", "rotate=90", "stall_ms=900", "realtime=1", "loop=1").Select(text => (text, true))).Array[0, 6];
        Gen.Select(name, parts).Sample((address, mixture) =>
        {
            string[] common = [.. mixture.Where(part => part.Common).Select(part => part.Text)];
            string[] own = [.. mixture.Where(part => !part.Common).Select(part => part.Text)];
            string text = mixture.Length == 0 ? address : $"{address}?{string.Join('&', mixture.Select(part => part.Text))}";
            if (common.Distinct().Count() < common.Length)
            {
                Assert.Throws<UsageException>(() => SourceOptions.Parse(text));
                return;
            }

            SourceOptions options = SourceOptions.Parse(text);
            Assert.Equal(own.Length == 0 ? address : $"{address}?{string.Join('&', own)}", options.Address);
            Assert.Equal(common.Contains("flip=h"), options.Flip == FlipMode.Y);
            Assert.Equal(common.Contains("rotate=90"), options.Rotate == RotateFlags.Rotate90Clockwise);
            Assert.Equal(common.Contains("stall_ms=900"), options.Stall == TimeSpan.FromMilliseconds(900));
            Assert.Equal((common.Contains("realtime=1"), common.Contains("loop=1")), (options.RealTime, options.Loop));
        });
    }

    [Fact]
    public void Any_text_is_parsed_or_refused_with_a_usage_error()
    {
        Gen.String[Gen.Char["abc:/?&=.0123456789%*"], 0, 40].Sample(text =>
        {
            try
            {
                SourceOptions options = SourceOptions.Parse(text);
                SourceAddress.Parse(options.Address, "a", "b");
            }
            catch (UsageException)
            {
                // The expected error.
            }
        });
    }

    [Fact]
    public void A_file_whose_name_looks_like_options_is_a_file()
    {
        File.WriteAllText(folder["a.mp4?loop=1"], "");
        Assert.Equal(folder["a.mp4?loop=1"], SourceOptions.Parse(folder["a.mp4?loop=1"]).Address);
    }

    [Fact]
    public void Pictures_are_rotated_before_they_are_mirrored()
    {
        using Mat corner = new(2, 3, MatType.CV_8UC3, Scalar.Black);
        corner.Set(0, 0, new Vec3b(255, 255, 255)); // upper left
        Cv2.ImWrite(folder["corner.png"], corner);
        Assert.Equal((3, 2, 0, 0), CornerOf(""));
        Assert.Equal((3, 2, 2, 0), CornerOf("?flip=h"));
        Assert.Equal((3, 2, 0, 1), CornerOf("?flip=v"));
        Assert.Equal((3, 2, 2, 1), CornerOf("?flip=both"));
        Assert.Equal((2, 3, 1, 0), CornerOf("?rotate=90"));
        Assert.Equal((3, 2, 2, 1), CornerOf("?rotate=180"));
        Assert.Equal((2, 3, 0, 2), CornerOf("?rotate=270"));
        Assert.Equal((2, 3, 0, 0), CornerOf("?rotate=90&flip=h"));
    }

    [Fact]
    public void A_looping_file_begins_again()
    {
        CounterVideo.Write(folder["counter.avi"], frames: 7);
        using IFrameSource source = Open(folder["counter.avi"] + "?loop=1");
        Assert.False(source.IsLive);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => i % 7), Numbers(source, 20));
    }

    [Fact]
    public void A_file_in_real_time_is_live_at_its_own_rate()
    {
        CounterVideo.Write(folder["counter.avi"], frames: 10);
        using IFrameSource source = Open(folder["counter.avi"] + "?realtime=1");
        Assert.Equal(1 / 30.0, source.Period.TotalSeconds, 6);
        Assert.True(source.IsLive);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(Enumerable.Range(0, 10), Numbers(source, 11));
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.InRange(seconds, 9 / source.FramesPerSecond * 0.9, double.MaxValue); // a lower bound only: machines are busy
    }

    [Fact]
    public void A_pixel_format_may_be_lower_case() => Assert.Equal("MJPG", CameraFormatRequest.Parse(SourceAddress.Parse("camera:0?fourcc=mjpg", "fourcc")).Fourcc);

    [Theory]
    [InlineData("demo:fashion?loop=1", "loop is for files")]
    [InlineData("demo:fashion?realtime=1", "realtime is for files")]
    public void Options_of_files_are_refused_for_live_sources(string text, string part)
    {
        TinyModel.WriteBundle(folder["bundle"]);
        Samples.Write(folder["bundle/samples"]);
        Assert.Contains(part, Assert.Throws<UsageException>(() => SourceFactory.Open(text, ModelBundle.Open(folder["bundle"]))).Message);
    }

    [Fact]
    public void A_file_has_no_stall_limit()
    {
        CounterVideo.Write(folder["counter.avi"], frames: 2);
        Assert.Contains("files wait", Assert.Throws<UsageException>(() => Open(folder["counter.avi"] + "?stall_ms=500")).Message);
    }

    [Fact]
    public void A_sources_name_is_known_before_it_is_opened()
    {
        Samples.Write(folder["pictures"]);
        CounterVideo.Write(folder["counter.avi"], frames: 2);
        foreach (string text in new[] { folder["pictures"], folder["pictures"] + "?loop=1&flip=h", folder["counter.avi"] + "?realtime=1&stall_ms=900", folder["pictures/*"], "demo:fashion?fps=25&rotate=90&seed=3" })
        {
            using IFrameSource source = SourceFactory.Open(text, ModelBundle.Open(ShippedModel.Path));
            Assert.Equal(source.Name, SourceFactory.NameOf(text));
        }

        Assert.Equal("rtsp://host/path?channel=1", SourceFactory.NameOf("rtsp://me:secret@host/path?channel=1&stall_ms=900"));
    }

    [Theory]
    [InlineData("?realtime=1", 1)]
    [InlineData("?realtime=1&loop=1&rotate=90", 1)]
    [InlineData("", 0)]
    public void A_live_source_reports_its_picture_period(string options, double seconds)
    {
        Samples.Write(folder["pictures"]);
        using IFrameSource pictures = Open(folder["pictures"] + options);
        Assert.Equal(TimeSpan.FromSeconds(seconds), pictures.Period);
    }

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private IFrameSource Open(string text) => SourceFactory.Open(text, ModelBundle.Open(TinyModel.WriteBundle(folder["bundle"])));

    private (int Width, int Height, int X, int Y) CornerOf(string options)
    {
        using IFrameSource source = Open(folder["corner.png"] + options);
        using Frame frame = new();
        Assert.True(source.Read(frame, Stop));
        using Mat gray = frame.Image.CvtColor(ColorConversionCodes.BGR2GRAY);
        Cv2.MinMaxLoc(gray, out Point _, out Point brightest);
        return (frame.Image.Cols, frame.Image.Rows, brightest.X, brightest.Y);
    }

    private static List<int> Numbers(IFrameSource source, int most)
    {
        List<int> numbers = [];
        using Frame frame = new();
        while (numbers.Count < most && source.Read(frame, Stop))
        {
            using Mat gray = frame.Image.CvtColor(ColorConversionCodes.BGR2GRAY);
            numbers.Add(FrameCounter.Read(gray));
        }

        return numbers;
    }
}
