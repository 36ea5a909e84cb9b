using System.Globalization;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>Writes the next picture as a PNG when somebody asks for it. Writing happens on a thread of its own; the picture goes on.</summary>
/// <param name="controls">Where snapshots are asked for, and the result is told.</param>
/// <param name="folder">Where the files go.</param>
internal sealed class SnapshotSink(PipelineControls controls, string folder) : IPictureSink
{
    private static readonly TimeSpan lastPatience = TimeSpan.FromSeconds(1);
    private Thread? writing;
    private bool leftBehind;
    private readonly InHand inHand = new();

    /// <inheritdoc/>
    public SinkStatus Status { get; } = new("snapshot");

    /// <inheritdoc/>
    public bool Wanted => controls.SnapshotRequested && writing is not { IsAlive: true };

    /// <inheritdoc/>
    public int MostHeld => 1; // one is written at a time

    /// <inheritdoc/>
    public void Start()
    {
    }

    /// <inheritdoc/>
    public void Show(HudFrame frame)
    {
        if (controls.TakeSnapshotRequest())
        {
            SharedPicture picture = frame.Picture;
            picture.Hold();
            string name = string.Create(CultureInfo.InvariantCulture, $"snapshot-{DateTime.Now:yyyyMMdd-HHmmss}-{frame.State.Now.Frame}.png");
            inHand.Take();
            writing = SinkThread.Start(Status.Name, () => Write(picture, Path.Combine(folder, name)));
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
    }

    /// <inheritdoc/>
    public void Finish(Patience patience)
    {
        if (writing is not null && !leftBehind)
        {
            leftBehind = !inHand.Drain(patience, writing, Status, "still writing when it was to end: the disk hangs, or encoding is too slow");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Finish(lastPatience);

    // A full disk is no reason to end the pipeline: the message says it.
    private void Write(SharedPicture picture, string path)
    {
        try
        {
            using Mat opaque = new();
            Cv2.CvtColor(picture.Mat, opaque, ColorConversionCodes.BGRA2BGR);
            Cv2.ImEncode(".png", opaque, out byte[] png);
            AtomicFile.Write(path, stream => stream.Write(png));
            controls.Say($"saved {Path.GetFileName(path)}");
            Status.CountDelivered(inHand.Settle());
        }
#pragma warning disable CA1031 // said and counted; an exception that leaves this thread would end the process
        catch (Exception error)
#pragma warning restore CA1031
        {
            controls.Say($"not saved: {error.Message}");
            Status.CountLost(inHand.Settle());
            Status.Fail(error.Message);
            Status.Mended(); // no trouble that lasts: the next one is asked for anew
        }
        finally
        {
            picture.Release();
        }
    }
}
