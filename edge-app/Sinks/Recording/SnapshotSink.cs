using System.Globalization;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Files;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>Writes the next picture as a PNG on request, one at a time.</summary>
internal sealed class SnapshotSink : IPictureSink
{
    private readonly PipelineControls controls;
    private readonly string folder;
    private readonly SinkWorker<(SharedPicture Picture, string Path)> worker;

    /// <summary>Prepares a sink.</summary>
    /// <param name="controls">Holds the requests and shows the result.</param>
    /// <param name="folder">Folder of the files.</param>
    public SnapshotSink(PipelineControls controls, string folder)
    {
        this.controls = controls;
        this.folder = folder;
        worker = new(new(Status, 1, WhenFull.DropNewest) { Release = static item => item.Picture.Release(), Stuck = "the disk hangs, or encoding is too slow" }, Deliver);
    }

    public SinkStatus Status { get; } = new("snapshot");

    public ISinkWorker Worker => worker;

    public bool Wanted => controls.SnapshotRequested && worker.IsEmpty;

    public int MostHeld => 1; // one is written at a time

    public void Start() => worker.Start();

    public void Show(HudFrame frame)
    {
        if (controls.TakeSnapshotRequest())
        {
            frame.Picture.Hold();
            worker.Add((frame.Picture, Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"snapshot-{TimeProvider.System.GetLocalNow():yyyyMMdd-HHmmss}-{frame.State.Now.Frame}.png"))));
        }
    }

    public void Tick()
    {
    }

    public void Dispose() => worker.Dispose();

    private Outcome Deliver((SharedPicture Picture, string Path) item)
    {
        bool saved = Guard.Call(Status, static item => Save(item.Picture.Mat, item.Path), item);
        controls.Say(saved ? $"saved {Path.GetFileName(item.Path)}" : $"not saved: {Status.Problem}");
        Status.Mended(); // not a lasting problem: a user asks for each snapshot
        return saved ? Outcome.Delivered : Outcome.Lost;
    }

    private static void Save(Mat picture, string path)
    {
        using Mat opaque = new();
        Cv2.CvtColor(picture, opaque, ColorConversionCodes.BGRA2BGR);
        Cv2.ImEncode(".png", opaque, out byte[] png);
        AtomicFile.Write(path, stream => stream.Write(png));
    }
}
