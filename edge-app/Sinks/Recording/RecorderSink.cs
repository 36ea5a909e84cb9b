using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Files;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>
/// Records pictures with the HUD, or copies of the source's own. With a live source, a full queue loses pictures; with a file,
/// the render loop waits. If nothing can be written, pictures are lost until a new file can be started.
/// </summary>
internal sealed class RecorderSink : IPictureSink
{
    private const int Capacity = 7; // waiting pictures; one more is being encoded
    private readonly string path;
    private readonly double fps;
    private readonly bool everyPicture;
    private readonly bool raw;
    private readonly SinkWorker<(SharedPicture Picture, long Index)> worker;
    private readonly PicturePool copies; // for raw pictures
    private double? first;
    private long pictures;

    /// <summary>Prepares a recording.</summary>
    /// <param name="path">A file name that ends in .mp4, .mov, .mkv or .avi.</param>
    /// <param name="fps">Frames per second of the video.</param>
    /// <param name="everyPicture">True for files: each picture is one frame, at any speed. False for live sources: the display's clock places each picture, and gaps repeat the one before.</param>
    /// <param name="raw">True for the source's pictures without the HUD.</param>
    /// <param name="rotation">When a new file starts; null for never.</param>
    /// <param name="room">How long a picture of a file waits for room; null for <see cref="SinkLimits.Room"/>.</param>
    /// <exception cref="UsageException">The name has no known video extension.</exception>
    public RecorderSink(string path, double fps, bool everyPicture, bool raw = false, RecordRotation? rotation = null, TimeSpan? room = null)
    {
        this.path = RealPath.Of(path); // FFmpeg would follow a link; a rename would replace it
        VideoFile.CheckName(this.path);
        this.fps = fps;
        this.everyPicture = everyPicture;
        this.raw = raw;
        Status = new SinkStatus(raw ? "record-raw" : "record");
        copies = new PicturePool(raw ? Capacity + 2 : 0); // includes one that waits for room
        VideoTrack track = new(new VideoFolder(this.path, rotation), fps, Status);
        worker = new(
            new(Status, Capacity, WhenFull.DropNewest) { WaitsForRoom = everyPicture, Room = room ?? SinkLimits.Room, Release = static item => item.Picture.Release(), Stuck = "the disk hangs, or encoding is too slow" },
            item => track.Append(item.Picture.Mat, item.Index))
        {
            End = () =>
            {
                copies.Dispose();
                track.Dispose();
            },
        };
    }

    public SinkStatus Status { get; }

    public ISinkWorker Worker => worker;

    public bool Wanted => true;

    public int MostHeld => raw ? 0 : Capacity + 1;

    /// <summary>Checks that the folder is writable.</summary>
    /// <exception cref="InputException">It is not writable.</exception>
    public void Start()
    {
        AtomicFile.Check(path, $"--{Status.Name}");
        worker.Start();
    }

    public void Show(HudFrame frame)
    {
        if ((everyPicture && frame.State.Now.Paused) || (raw && frame.Raw is null))
        {
            return; // paused: the same picture again
        }

        double since = frame.State.Now.Seconds - (first ??= frame.State.Now.Seconds);
        long index = everyPicture ? pictures : (long)Math.Round(since * fps);
        pictures += worker.Add((Keep(frame), index)) ? 1 : 0;
    }

    public void Tick()
    {
    }

    public void Dispose() => worker.Dispose();

    /// <summary>Holds the picture. A raw one is copied, since the next source picture overwrites it.</summary>
    private SharedPicture Keep(HudFrame frame)
    {
        if (!raw || frame.Raw is not Mat source)
        {
            frame.Picture.Hold();
            return frame.Picture;
        }

        SharedPicture copy = copies.Take() ?? throw new InvalidOperationException("There is a copy for each picture that waits, is encoded, or comes.");
        source.CopyTo(copy.Mat);
        return copy;
    }
}
