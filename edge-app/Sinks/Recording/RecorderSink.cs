using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>
/// Writes the pictures into videos of constant frame rate, the source's own as copies. Of a live source a picture that finds no room is
/// lost; with a file as the source the render loop waits. Where nothing can be written, pictures are lost until a new file can be begun.
/// A picture that repeats to fill a gap counts for nothing, nor does one that comes too early for a frame of its own.
/// </summary>
internal sealed class RecorderSink : IPictureSink
{
    private const int Capacity = 7; // pictures that wait; one more is being encoded
    private const double LongestGap = 10; // seconds; a longer one (a machine that slept) is cut
    private const int LooksPerSecond = 2; // of video: room on the disk, the file itself, rotation
    private readonly string path;
    private readonly double fps;
    private readonly bool everyPicture;
    private readonly bool raw;
    private readonly VideoFolder folder;
    private readonly SinkWorker<(SharedPicture Picture, long Index)> worker;
    private readonly PicturePool copies; // of raw pictures
    private readonly Mat converted = new();
    private readonly Mat bgr = new(); // the frame written last
    private VideoFile? video;
    private long deliveredBefore; // the video was begun
    private Size size;
    private double? first;
    private long pictures;
    private long next; // number of the frame to be written
    private long retryAt;

    /// <summary>Prepares a recording.</summary>
    /// <param name="path">A file that ends in .mp4, .mov, .mkv or .avi.</param>
    /// <param name="fps">Frames a second of the video.</param>
    /// <param name="everyPicture">True for files: each picture is one frame, however fast they come. False for live sources: a picture stands where the display's clock says, a missing one is the one before.</param>
    /// <param name="raw">True for the pictures of the source, without the HUD.</param>
    /// <param name="rotation">When a new file begins; absent: never.</param>
    /// <exception cref="UsageException">The name does not say which kind of video.</exception>
    public RecorderSink(string path, double fps, bool everyPicture, bool raw = false, RecordRotation? rotation = null)
    {
        this.path = RealPath.Of(path); // FFmpeg would follow a link, a rename would replace it
        VideoFile.CheckName(this.path);
        this.fps = fps;
        this.everyPicture = everyPicture;
        this.raw = raw;
        folder = new VideoFolder(this.path, rotation);
        Status = new SinkStatus(raw ? "record-raw" : "record");
        copies = new PicturePool(raw ? Capacity + 2 : 0); // one that waits for room, too
        worker = new(
            new(Status, Capacity, WhenFull.DropNewest) { WaitsForRoom = everyPicture, Release = static item => item.Picture.Release(), Stuck = "the disk hangs, or encoding is too slow" },
            item => Append(item.Picture.Mat, item.Index))
        {
            End = Close,
        };
    }

    /// <inheritdoc/>
    public SinkStatus Status { get; }

    /// <inheritdoc/>
    public ISinkWorker Worker => worker;

    /// <inheritdoc/>
    public bool Wanted => true;

    /// <inheritdoc/>
    public int MostHeld => raw ? 0 : Capacity + 1;

    /// <summary>Checks that the place can be written.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public void Start()
    {
        AtomicFile.Check(path, $"--{Status.Name}");
        worker.Start();
    }

    /// <inheritdoc/>
    public void Show(HudFrame frame)
    {
        if ((everyPicture && frame.State.Paused) || (raw && frame.Raw is null))
        {
            return; // paused: the same picture again
        }

        double since = frame.State.Seconds - (first ??= frame.State.Seconds);
        long index = everyPicture ? pictures : (long)Math.Round(since * fps);
        pictures += worker.Add((Keep(frame), index)) ? 1 : 0;
    }

    /// <inheritdoc/>
    public void Tick()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => worker.Dispose();

    /// <summary>Holds the picture; a raw one is copied, since the source's next one is written over it.</summary>
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

    /// <summary>Writes a picture at its place: the one before fills the places that were left out, one that comes too early is left out itself.</summary>
    private Outcome Append(Mat picture, long index)
    {
        if (index - next > LongestGap * fps || bgr.Empty())
        {
            next = index;
        }

        for (; next < index; next++)
        {
            Write();
        }

        if (next > index)
        {
            return Outcome.Skipped;
        }

        Fit(picture);
        bool written = Write();
        next++;
        return written ? Outcome.Delivered : Outcome.Lost;
    }

    private void Fit(Mat picture)
    {
        size = size == default ? picture.Size() : size; // a video keeps its size, also when the source changes
        Mat source = picture;
        if (picture.Channels() == 4)
        {
            Cv2.CvtColor(picture, converted, ColorConversionCodes.BGRA2BGR);
            source = converted;
        }

        Cv2.Resize(source, bgr, size); // copies where the size is the same
    }

    /// <returns>False where nothing can be written now.</returns>
    private bool Write()
    {
        if (video is not null && video.Frames % (long)Math.Max(1, fps / LooksPerSecond) == 0)
        {
            Look(video);
        }

        if (video is null && !TryBegin())
        {
            return false;
        }

        video!.Write(bgr); // TryBegin has made it
        Status.Mended();
        return true;
    }

    private void Look(VideoFile current)
    {
        string? trouble = folder.TroubleWith(current);
        if (trouble is not null || folder.IsDone(current, fps))
        {
            CloseVideo();
        }

        if (trouble is not null)
        {
            Status.Fail(trouble);
        }
    }

    private bool TryBegin()
    {
        if (Environment.TickCount64 < retryAt)
        {
            return false;
        }

        try
        {
            video = folder.Begin(fps, size);
            deliveredBefore = Status.Delivered;
            return true;
        }
        catch (IOException error)
        {
            Status.Fail(error.Message);
            retryAt = Environment.TickCount64 + (long)SinkLimits.VideoRetry.TotalMilliseconds;
            return false;
        }
    }

    private void CloseVideo()
    {
        using VideoFile? finished = video;
        video = null;
        if (finished?.Finish() is long missing and > 0)
        {
            long counted = Status.Delivered - deliveredBefore;
            Status.TakeBack((long)Math.Ceiling((double)counted * missing / finished.Frames)); // of its frames some may be the picture before, again
            Status.Fail($"{finished.Path} lacks {missing} of {finished.Frames} frames");
        }
    }

    private void Close()
    {
        try
        {
            CloseVideo();
        }
        finally
        {
            copies.Dispose();
            converted.Dispose();
            bgr.Dispose();
        }
    }
}
