using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Overlay;
using OpenCvSharp;

namespace EdgeResNet.Tests.Sinks;

public sealed class RecorderSinkTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("mp4")]
    [InlineData("mkv")]
    [InlineData("avi")]
    public void A_recorded_file_has_every_picture_in_order(string extension)
    {
        string path = Path.Combine(folder, "sub", "clip." + extension);
        using (RecorderSink recorder = new(path, 30, everyPicture: true))
        {
            recorder.Start();
            Record(recorder, 40, _ => 0);
            recorder.Stop();
            Assert.Equal(0, recorder.Dropped);
        }

        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!)); // no .part left
        List<int> brightness = ReadBack(path);
        Assert.Equal(40, brightness.Count);
        Assert.Equal(brightness.Order(), brightness);
        Assert.InRange(brightness[^1] - brightness[0], 100, 140);
    }

    [Fact]
    public void A_live_recording_keeps_the_clock_of_the_display()
    {
        string path = Path.Combine(folder, "live.avi");
        using RecorderSink recorder = new(path, 10, everyPicture: false);
        recorder.Start();
        Record(recorder, 4, i => 100 + (i * 0.1) + (i >= 2 ? 0.5 : 0)); // half a second without a picture
        recorder.Stop();
        Assert.Equal(9, recorder.Written);
        Assert.Equal(9, ReadBack(path).Count);
    }

    [Fact]
    public void A_recording_that_was_not_finished_does_not_get_its_name()
    {
        string path = Path.Combine(folder, "broken.mp4");
        using (RecorderSink recorder = new(path, 30, everyPicture: true))
        {
            recorder.Start();
            Record(recorder, 5, _ => 0);
        }

        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_recording_without_a_picture_leaves_no_file()
    {
        using RecorderSink recorder = new(Path.Combine(folder, "empty.mp4"), 30, everyPicture: true);
        recorder.Start();
        recorder.Stop();
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_name_that_says_no_kind_of_video_is_a_mistake_of_usage() =>
        Assert.Throws<UsageException>(() => new RecorderSink(Path.Combine(folder, "clip.txt"), 30, everyPicture: true));

    [Fact]
    public void A_place_that_cannot_be_written_is_told_before_the_first_picture()
    {
        string file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        using RecorderSink recorder = new(Path.Combine(file, "clip.mp4"), 30, everyPicture: true);
        InputException error = Assert.Throws<InputException>(recorder.Start);
        Assert.Contains("--record", error.Message, StringComparison.Ordinal);
    }

    private static void Record(RecorderSink recorder, int count, Func<int, double> seconds)
    {
        using Mat picture = HudStates.Grey(320, 240);
        HudState state = HudStates.Sneaker();
        for (int i = 0; i < count; i++)
        {
            picture.SetTo(new Scalar(60 + (3 * i), 60 + (3 * i), 60 + (3 * i), 255));
            state.Seconds = seconds(i);
            recorder.Show(new HudFrame(picture, state, i));
        }
    }

    private static List<int> ReadBack(string path)
    {
        using VideoCapture video = new(path, VideoCaptureAPIs.FFMPEG);
        using Mat frame = new();
        List<int> brightness = [];
        while (video.Read(frame))
        {
            brightness.Add((int)Math.Round(Cv2.Mean(frame).Val0));
        }

        return brightness;
    }
}
