using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Recording;
using EdgeResNet.Tests.Overlay;
using OpenCvSharp;

namespace EdgeResNet.Tests.Sinks.Recording;

public sealed class SnapshotSinkTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Each_request_saves_one_picture_and_reports_it()
    {
        using PipelineControls controls = new();
        using SnapshotSink snapshots = new(controls, folder);
        snapshots.Start();
        SharedPicture picture = Grey();
        Assert.False(snapshots.Wanted);
        controls.RequestSnapshot();
        Assert.True(snapshots.Wanted);
        snapshots.Show(new HudFrame(picture, HudStates.Sneaker(), 0));
        snapshots.Show(new HudFrame(picture, HudStates.Sneaker(), 1));
        snapshots.Worker.Finish(TimeSpan.FromMinutes(1));
        string path = Assert.Single(Directory.GetFiles(folder));
        Assert.True(picture.TryTake(), "the picture was not let go");
        using Mat saved = Cv2.ImRead(path, ImreadModes.Unchanged);
        Assert.Equal(new Size(640, 480), saved.Size());
        Assert.Equal(90, saved.At<Vec3b>(10, 10).Item1);
        Assert.Contains(Path.GetFileName(path), controls.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0, null), (snapshots.Status.Delivered, snapshots.Status.Lost, snapshots.Status.LastProblem));
    }

    [Fact]
    public void An_unwritable_folder_is_reported_without_an_exception()
    {
        string file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        using PipelineControls controls = new();
        using SnapshotSink snapshots = new(controls, file);
        snapshots.Start();
        SharedPicture picture = Grey();
        controls.RequestSnapshot();
        snapshots.Show(new HudFrame(picture, HudStates.Sneaker(), 0));
        snapshots.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.StartsWith("not saved", controls.Message, StringComparison.Ordinal);
        Assert.Equal((0, 1, null), (snapshots.Status.Delivered, snapshots.Status.Lost, snapshots.Status.Problem));
        Assert.EndsWith(snapshots.Status.LastProblem!, controls.Message, StringComparison.Ordinal);
        Assert.True(picture.TryTake(), "the picture was not let go");
    }

    [Fact]
    public void An_unencodable_picture_is_reported_without_an_exception()
    {
        using PipelineControls controls = new();
        using SnapshotSink snapshots = new(controls, folder);
        snapshots.Start();
        SharedPicture nothing = new();
        controls.RequestSnapshot();
        snapshots.Show(new HudFrame(nothing, HudStates.Sneaker(), 0));
        snapshots.Worker.Finish(TimeSpan.FromMinutes(1));
        Assert.StartsWith("not saved", controls.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_unwritten_at_the_time_limit_is_lost_once_and_released()
    {
        using PipelineControls controls = new();
        using SnapshotSink snapshots = new(controls, folder);
        snapshots.Start();
        SharedPicture noise = new();
        noise.Mat.Create(2160, 3840, MatType.CV_8UC4);
        Cv2.Randu(noise.Mat, Scalar.All(0), Scalar.All(255)); // takes long to encode
        controls.RequestSnapshot();
        snapshots.Show(new HudFrame(noise, HudStates.Sneaker(), 0));
        snapshots.Worker.Finish(TimeSpan.Zero);
        Assert.Equal((0, 1), (snapshots.Status.Delivered, snapshots.Status.Lost));
        Assert.Equal("the disk hangs, or encoding is too slow", snapshots.Status.LastProblem); // a late delivery clears Problem
        Eventually.True(noise.TryTake); // it goes on, if it can
        Assert.Equal((0, 1), (snapshots.Status.Delivered, snapshots.Status.Lost));
    }

    private static SharedPicture Grey()
    {
        SharedPicture picture = new();
        using Mat grey = HudStates.Grey();
        grey.CopyTo(picture.Mat);
        return picture;
    }
}
