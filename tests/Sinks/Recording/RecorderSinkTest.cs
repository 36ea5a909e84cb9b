using System.Diagnostics;
using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Recording;
using EdgeResNet.Tests.Build;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Overlay;
using OpenCvSharp;

namespace EdgeResNet.Tests.Sinks.Recording;

public sealed class RecorderSinkTest : IDisposable
{
    private const int Waiting = 7; // pictures that fit before the encoder starts
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("mp4")]
    [InlineData("mkv")]
    [InlineData("avi")]
    public void A_recording_has_every_picture_in_order(string extension)
    {
        string path = Path.Combine(folder, "sub", "clip." + extension);
        using (RecorderSink recorder = new(path, 30, everyPicture: true))
        {
            recorder.Start();
            Record(recorder, 40, _ => 0);
            recorder.Worker.Finish(TimeSpan.FromMinutes(1));
            Assert.Equal((40, 0, null), (recorder.Status.Delivered, recorder.Status.Lost, recorder.Status.LastProblem));
        }

        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!)); // nothing else left
        List<int> brightness = ReadBack(path);
        Assert.Equal(40, brightness.Count);
        Assert.Equal(brightness.Order(), brightness);
        Assert.InRange(brightness[^1] - brightness[0], 100, 140);
    }

    [Theory]
    [InlineData("mp4")]
    [InlineData("mkv")]
    public void Recording_through_a_link_keeps_the_link(string extension)
    {
        string link = Path.Combine(folder, "link." + extension);
        string target = Path.Combine(folder, "target." + extension);
        File.CreateSymbolicLink(link, Path.GetFileName(target));
        using RecorderSink recorder = new(link, 30, everyPicture: true);
        recorder.Start();
        Record(recorder, 10, _ => 0);
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal(Path.GetFileName(target), new FileInfo(link).LinkTarget);
        Assert.Equal(10, ReadBack(target).Count);
    }

    [Fact]
    public void A_picture_of_another_size_gets_bars_instead_of_another_shape()
    {
        string path = Path.Combine(folder, "sizes.avi");
        using (VideoTrack track = new(new VideoFolder(path, rotation: null), 10, new SinkStatus("record")))
        using (Mat wide = new(90, 160, MatType.CV_8UC3, Scalar.White))
        using (Mat high = new(160, 90, MatType.CV_8UC3, Scalar.White))
        {
            track.Append(wide, 0);
            track.Append(high, 1);
        }

        using VideoCapture video = new(path);
        using Mat frame = new();
        Assert.True(video.Read(frame));
        Assert.InRange(frame.Mean().Val0, 250, 255);
        Assert.True(video.Read(frame));
        Assert.Equal(new Size(160, 90), frame.Size());
        Assert.InRange(frame.At<Vec3b>(45, 10).Item0, 0, 20);
        Assert.InRange(frame.At<Vec3b>(45, 80).Item0, 235, 255);
        Assert.InRange(frame.Mean().Val0, 255 * 0.28, 255 * 0.36); // 51 of 160 columns
    }

    [Fact]
    public void A_live_recording_keeps_display_timing()
    {
        string path = Path.Combine(folder, "live.avi");
        using RecorderSink recorder = new(path, 10, everyPicture: false);
        recorder.Start();
        Record(recorder, 4, i => 100 + (i * 0.1) + (i >= 2 ? 0.5 : 0)); // half a second without a picture
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((4, 0), (recorder.Status.Delivered, recorder.Status.Lost)); // pictures, not frames
        Assert.Equal(9, ReadBack(path).Count);
    }

    [Fact]
    public void A_dropped_picture_is_lost_and_its_repeat_counts_once()
    {
        string path = Path.Combine(folder, "gap.avi");
        using RecorderSink recorder = new(path, 10, everyPicture: false);
        Record(recorder, Waiting + 3, i => i * 0.1); // the encoder has not started
        recorder.Start();
        Eventually.True(() => recorder.Status.Delivered == Waiting);
        Record(recorder, 1, _ => (Waiting + 3) * 0.1);
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((Waiting + 1, 3), (recorder.Status.Delivered, recorder.Status.Lost));
        Assert.Equal(Waiting + 4, ReadBack(path).Count);
    }

    [Fact]
    public void An_unwritable_picture_is_counted_and_the_recording_continues()
    {
        string path = Path.Combine(folder, "clip.mkv");
        using RecorderSink recorder = new(path, 30, everyPicture: true);
        recorder.Start();
        SharedPicture nothing = new();
        recorder.Show(new HudFrame(nothing, HudStates.Sneaker(), 0));
        Eventually.True(() => recorder.Status is { Lost: 1, Problem: not null });
        Record(recorder, 5, _ => 0);
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((5, 1, null), (recorder.Status.Delivered, recorder.Status.Lost, recorder.Status.Problem));
        Assert.Equal(5, ReadBack(path).Count);
    }

    [Theory]
    [InlineData("mp4", Traits = [Long.Trait, Long.Value])]
    [InlineData("mkv")]
    public async Task A_recording_plays_after_a_kill(string extension)
    {
        string path = Path.Combine(folder, "killed." + extension);
        await using (LiveProgram live = LiveProgram.Start(ShippedModel.Path, "demo:fashion", [], "--record", path))
        {
            Eventually.True(() => new FileInfo(path) is { Exists: true, Length: > 300_000 }, () => live.Errors);
            using Process process = Process.GetProcessById(live.Id);
            process.Kill(); // SIGKILL: nothing is finished
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        int frames = ReadBack(path).Count;
        Assert.InRange(frames, 5, 10_000);
        Assert.SkipUnless(File.Exists("/usr/bin/ffprobe"), "another reader, ffprobe, is not installed");
        CommandResult probe = await Command.RunAsync("ffprobe", ["-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", path]);
        Assert.InRange(int.Parse(probe.Output.Trim().TrimEnd(',')), frames - 1, frames + 1); // the last one may be torn
    }

    [Fact]
    public async Task A_full_disk_is_reported_and_a_new_file_begins_with_room()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("96m");
        using RecorderSink recorder = new(disk["clip.mp4"], 30, everyPicture: true);
        recorder.Start();
        Record(recorder, 40, _ => 0);
        Eventually.True(() => recorder.Status.Delivered == 40);
        disk.Fill(leave: 8 << 20);
        Record(recorder, 60, _ => 0);
        Eventually.True(() => recorder.Status.Delivered + recorder.Status.Lost == 100);
        Assert.Equal("the disk is full", recorder.Status.Problem);
        long delivered = recorder.Status.Delivered;
        Assert.InRange(delivered, 40, 60); // it looks twice a second
        Assert.Equal(delivered, ReadBack(disk["clip.mp4"]).Count); // finished before there was no room for its end
        disk.Clear();
        int shown = 100;
        Eventually.True(() =>
        {
            Record(recorder, 1, _ => 0);
            shown++;
            return recorder.Status.Problem is null;
        });
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        string second = Assert.Single(Directory.GetFiles(Path.GetDirectoryName(disk["x"])!, "clip-*.mp4"));
        Assert.Equal(recorder.Status.Delivered - delivered, ReadBack(second).Count);
        Assert.Equal(shown, recorder.Status.Delivered + recorder.Status.Lost);
        Assert.Equal("the disk is full", recorder.Status.LastProblem);
    }

    [Theory]
    [InlineData("mkv")]
    [InlineData("avi")]
    public async Task A_file_cut_by_a_full_disk_delivers_its_playable_pictures(string extension)
    {
        await using SmallDisk disk = await SmallDisk.MountAsync("96m");
        using RecorderSink recorder = new(disk["clip." + extension], 30, everyPicture: true);
        recorder.Start();
        Noise(recorder, 40);
        Eventually.True(() => recorder.Status.Delivered == 40);
        disk.Fill();
        Noise(recorder, 40);
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        int playing = ReadBack(disk["clip." + extension]).Count;
        Assert.InRange(playing, 10, 40);
        Assert.InRange(recorder.Status.Delivered, playing - 1, playing + 1); // the last one may be torn
        Assert.Equal(80, recorder.Status.Delivered + recorder.Status.Lost);
    }

    [Fact]
    public void A_removed_folder_is_created_again_for_a_new_file()
    {
        string path = Path.Combine(folder, "sub", "clip.mkv");
        using RecorderSink recorder = new(path, 10, everyPicture: true);
        recorder.Start();
        Record(recorder, 12, _ => 0);
        Eventually.True(() => recorder.Status.Delivered == 12);
        Directory.Move(Path.Combine(folder, "sub"), Path.Combine(folder, "old"));
        Record(recorder, 30, _ => 0);
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal($"{path} is gone", recorder.Status.LastProblem);
        Assert.Equal(42, recorder.Status.Delivered + recorder.Status.Lost);
        Assert.NotEmpty(ReadBack(Assert.Single(Directory.GetFiles(Path.Combine(folder, "sub")))));
    }

    [Theory]
    [InlineData("1s", 3)]
    [InlineData("0.02M", 2)]
    public void A_recording_continues_in_a_new_file_at_the_limit(string limit, int least)
    {
        using (RecorderSink recorder = new(Path.Combine(folder, "clip.mp4"), 10, everyPicture: true, rotation: RecordRotation.Parse(limit)))
        {
            recorder.Start();
            if (least == 2)
            {
                Noise(recorder, 60); // FFmpeg writes in pieces of 256 KB
            }
            else
            {
                Record(recorder, 25, _ => 0);
            }

            recorder.Worker.Finish(TimeSpan.FromMinutes(1));
            string[] files = Directory.GetFiles(folder);
            Assert.InRange(files.Length, least, 60);
            Assert.All(files, file => Assert.StartsWith("clip-", Path.GetFileName(file)));
            Assert.Equal(recorder.Status.Delivered, files.Sum(file => ReadBack(file).Count));
        }
    }

    [Fact]
    public void A_raw_recording_has_the_sources_pictures()
    {
        string path = Path.Combine(folder, "raw.mkv");
        using RecorderSink recorder = new(path, 30, everyPicture: true, raw: true);
        recorder.Start();
        SharedPicture drawn = new();
        using Mat raw = new(60, 80, MatType.CV_8UC3, Scalar.All(200));
        for (int i = 0; i < 5; i++)
        {
            recorder.Show(new HudFrame(drawn, HudStates.Sneaker(), i) { Raw = raw });
        }

        raw.SetTo(Scalar.All(10)); // the source's next picture
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        using VideoCapture video = new(path, VideoCaptureAPIs.FFMPEG);
        Assert.Equal((80, 60), (video.FrameWidth, video.FrameHeight));
        Assert.All(ReadBack(path), brightness => Assert.InRange(brightness, 195, 205));
        Assert.Equal(5, ReadBack(path).Count);
    }

    [Fact]
    public void A_full_recorder_loses_pictures_at_once_and_writes_the_others_unchanged()
    {
        string path = Path.Combine(folder, "slow.avi");
        using RecorderSink recorder = new(path, 10, everyPicture: false);
        using PicturePool pictures = new(1 + recorder.MostHeld);
        HudState state = HudStates.Sneaker();
        for (int i = 0; i < 20; i++)
        {
            state.Now.Seconds = i * 0.1;
            Show(recorder, pictures, state, i, picture => picture.SetTo(Scalar.All(60 + (5 * i)))); // the encoder has not started
        }

        Assert.Equal((20 - Waiting, null), (recorder.Status.Lost, recorder.Status.Problem)); // had one waited for room, that would be a problem
        recorder.Start();
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal(Waiting, recorder.Status.Delivered);
        Assert.Equal(Enumerable.Range(0, Waiting), ReadBack(path).Select(brightness => (int)Math.Round((brightness - 60) / 5.0)));
        Assert.All(Enumerable.Range(0, 1 + recorder.MostHeld), _ => Assert.NotNull(pictures.Take()));
    }

    [Fact]
    public void A_hanging_disk_delays_a_recording_once_and_not_per_picture()
    {
        using RecorderSink recorder = new(Path.Combine(folder, "slow.mkv"), 30, everyPicture: true, room: TimeSpan.FromSeconds(0.3));
        Record(recorder, Waiting, _ => 0); // the writer has not started
        Assert.Null(recorder.Status.Problem);
        Record(recorder, 1, _ => 0); // waits
        Assert.NotNull(recorder.Status.Problem);
        Record(recorder, 11, _ => 0); // none of them waits where there is a problem (SinkWorkerTest)
        Assert.Equal((12, "the disk hangs, or encoding is too slow"), (recorder.Status.Lost, recorder.Status.Problem));
        recorder.Start();
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((Waiting, 12, null), (recorder.Status.Delivered, recorder.Status.Lost, recorder.Status.Problem));
    }

    [Theory]
    [InlineData(true, 30, 5, 0, 5)]
    [InlineData(false, 10, 3, 0.3, 7)] // each stands for three frames: pictures are counted and not frames
    public void Pictures_missing_from_the_final_file_are_counted(bool everyPicture, double fps, int pictures, double apart, int frames)
    {
        string path = Path.Combine(folder, "clip.mkv");
        using RecorderSink recorder = new(path, fps, everyPicture);
        recorder.Start();
        Record(recorder, pictures, i => i * apart);
        Eventually.True(() => recorder.Status.Delivered == pictures);
        File.Delete(path);
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Equal((0, pictures, $"{path} lacks {frames} of {frames} frames"), (recorder.Status.Delivered, recorder.Status.Lost, recorder.Status.LastProblem));
    }

    [Fact]
    public void A_stop_request_ends_the_wait_for_room()
    {
        using RecorderSink recorder = new(Path.Combine(folder, "slow.mkv"), 30, everyPicture: true, room: TimeSpan.FromHours(1));
        Record(recorder, Waiting, _ => 0); // the writer has not started
        Thread render = new(() => Record(recorder, 20, _ => 0));
        render.Start();
        Assert.False(render.Join(200)); // a file's pictures wait
        recorder.Worker.Hurry();
        Assert.True(render.Join(Eventually.Limit)); // an hour, if it were waited for room
        Assert.Equal((20, null), (recorder.Status.Lost, recorder.Status.Problem)); // the hanging disk is not detected yet
    }

    [Fact]
    public void Pictures_unwritten_at_the_time_limit_are_lost_and_released()
    {
        using RecorderSink recorder = new(Path.Combine(folder, "slow.mkv"), 30, everyPicture: false);
        using PicturePool pictures = new(1 + recorder.MostHeld);
        HudState state = HudStates.Sneaker();
        using Mat noise = new(2160, 3840, MatType.CV_8UC4);
        Cv2.Randu(noise, Scalar.All(0), Scalar.All(255));
        recorder.Start();
        for (int i = 0; i < Waiting; i++)
        {
            state.Now.Seconds = i / 30.0;
            SharedPicture picture = Assert.IsType<SharedPicture>(pictures.Take());
            noise.CopyTo(picture.Mat); // takes much longer to encode than to copy
            recorder.Show(new HudFrame(picture, state, i));
            picture.Release();
        }

        recorder.Worker.Finish(TimeSpan.Zero);
        Assert.InRange(recorder.Status.Lost, 1, Waiting);
        Assert.Equal(Waiting, recorder.Status.Delivered + recorder.Status.Lost);
        Assert.Equal("the disk hangs, or encoding is too slow", recorder.Status.LastProblem);
        List<SharedPicture> free = [];
        Eventually.True(() =>
        {
            if (pictures.Take() is SharedPicture picture)
            {
                free.Add(picture);
            }

            return free.Count == 1 + recorder.MostHeld;
        });
        Assert.Equal(Waiting, recorder.Status.Delivered + recorder.Status.Lost); // the one that was being encoded counts once
    }

    [Fact]
    public void A_recording_without_a_picture_leaves_no_file()
    {
        using RecorderSink recorder = new(Path.Combine(folder, "empty.mp4"), 30, everyPicture: true);
        recorder.Start();
        recorder.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void A_name_without_a_video_extension_is_a_usage_error()
    {
        Assert.Throws<UsageException>(() => new RecorderSink(Path.Combine(folder, "clip.txt"), 30, everyPicture: true));
        string link = Path.Combine(folder, "named.mkv");
        File.CreateSymbolicLink(link, "today"); // what is written has no ending
        Assert.Throws<UsageException>(() => new RecorderSink(link, 30, everyPicture: true));
    }

    [Fact]
    public void An_unwritable_path_is_reported_before_the_first_picture()
    {
        string file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        string loop = Path.Combine(folder, "loop.mkv");
        File.CreateSymbolicLink(loop, "loop.mkv");
        foreach (string path in (string[])[Path.Combine(file, "clip.mp4"), loop])
        {
            using RecorderSink recorder = new(path, 30, everyPicture: true);
            InputException error = Assert.Throws<InputException>(recorder.Start);
            Assert.StartsWith($"--record {path}: ", error.Message, StringComparison.Ordinal);
        }
    }

    private static void Record(RecorderSink recorder, int count, Func<int, double> seconds)
    {
        using PicturePool pictures = new(1 + recorder.MostHeld);
        HudState state = HudStates.Sneaker();
        for (int i = 0; i < count; i++)
        {
            state.Now.Seconds = seconds(i);
            Show(recorder, pictures, state, i, picture => picture.SetTo(new Scalar(60 + (3 * i), 60 + (3 * i), 60 + (3 * i), 255)));
        }
    }

    private static void Show(RecorderSink recorder, PicturePool pictures, HudState state, long number, Action<Mat> draw)
    {
        SharedPicture picture = Assert.IsType<SharedPicture>(pictures.Take());
        picture.Mat.Create(240, 320, MatType.CV_8UC4);
        draw(picture.Mat);
        recorder.Show(new HudFrame(picture, state, number));
        picture.Release();
    }

    private static void Noise(RecorderSink recorder, int count)
    {
        using PicturePool pictures = new(1 + recorder.MostHeld);
        HudState state = HudStates.Sneaker();
        for (int i = 0; i < count; i++)
        {
            Show(recorder, pictures, state, i, picture => Cv2.Randu(picture, Scalar.All(0), Scalar.All(255)));
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
