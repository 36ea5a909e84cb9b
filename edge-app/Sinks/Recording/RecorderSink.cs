using System.Collections.Concurrent;
using EdgeResNet.EdgeApp.Overlay;
using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>
/// Writes the pictures into videos of constant frame rate. They wait in a bounded queue, the source's own as copies; a thread of its own
/// encodes. A full queue loses and counts pictures of a live source; with a file as the source the render loop waits. Where nothing can be
/// written, pictures are counted as lost until a new file can be begun. Each picture counts once, as delivered or as lost; one that repeats
/// to fill a gap counts for nothing, nor does one that comes too early for a frame of its own.
/// </summary>
internal sealed class RecorderSink : IPictureSink
{
    private const int Places = 8; // in the queue, the picture that is being encoded included
    private const double LongestGap = 10; // seconds; a longer one (a machine that slept) is cut
    private const int LooksPerSecond = 2; // of video: room on the disk, the file itself, rotation
    private static readonly TimeSpan roomPatience = TimeSpan.FromSeconds(5); // a disk that wakes up takes less
    private static readonly TimeSpan lastPatience = TimeSpan.FromSeconds(1);
    private readonly string path;
    private readonly double fps;
    private readonly bool everyPicture;
    private readonly bool raw;
    private readonly VideoFolder folder;
    private readonly SemaphoreSlim freePlaces = new(Places);
    private readonly BlockingCollection<(SharedPicture Picture, long Index)> queue = [];
    private readonly CancellationTokenSource hurried = new(); // nobody waits for a place any more
    private readonly PicturePool copies; // of raw pictures
    private readonly Mat converted = new();
    private readonly Mat bgr = new(); // the frame written last
    private Thread? thread;
    private bool hangs;
    private bool leftBehind;
    private readonly InHand inHand = new(); // pictures that have a place
    private VideoFile? video;
    private long inVideo; // pictures that were counted as delivered
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
        copies = new PicturePool(raw ? Places : 0);
    }

    /// <inheritdoc/>
    public SinkStatus Status { get; }

    /// <inheritdoc/>
    public bool Wanted => true;

    /// <inheritdoc/>
    public int MostHeld => raw ? 0 : Places;

    /// <summary>Checks that the place can be written.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public void Start()
    {
        AtomicFile.Check(path, $"--{Status.Name}");
        thread = SinkThread.Start(Status.Name, Run);
    }

    /// <inheritdoc/>
    public void Show(HudFrame frame)
    {
        if ((everyPicture && frame.State.Now.Paused) || (raw && frame.Raw is null))
        {
            return; // paused: the same picture again
        }

        double since = frame.State.Now.Seconds - (first ??= frame.State.Now.Seconds);
        long index = everyPicture ? pictures : (long)Math.Round(since * fps);
        if (TakePlace())
        {
            pictures++;
            inHand.Take();
            queue.Add((Keep(frame), index));
        }
        else
        {
            Status.CountLost();
        }
    }

    /// <inheritdoc/>
    public void Hurry() => hurried.Cancel();

    /// <inheritdoc/>
    public void Stop() => queue.CompleteAdding();

    /// <inheritdoc/>
    public void Finish(Patience patience)
    {
        if (thread is null || leftBehind)
        {
            return;
        }

        Stop();
        if (inHand.Drain(patience, thread, Status, "still writing when it was to end: the disk hangs, or encoding is too slow"))
        {
            thread = null;
            return;
        }

        leftBehind = true;
        while (queue.TryTake(out (SharedPicture Picture, long Index) waiting))
        {
            waiting.Picture.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Finish(lastPatience);
        if (leftBehind)
        {
            return;
        }

        copies.Dispose();
        converted.Dispose();
        bgr.Dispose();
        freePlaces.Dispose();
        hurried.Dispose();
        queue.Dispose();
    }

    // Of a file every picture counts, unless the disk hangs or the run is asked to stop.
    private bool TakePlace()
    {
        bool taken = freePlaces.Wait(TimeSpan.Zero) || (everyPicture && !hangs && WaitForPlace());
        hangs = everyPicture && !taken;
        if (hangs && !hurried.IsCancellationRequested)
        {
            Status.Fail("the disk hangs");
        }

        return taken;
    }

    private bool WaitForPlace()
    {
        try
        {
            return freePlaces.Wait(roomPatience, hurried.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Holds the picture; a raw one is copied, since the source's next one is written over it.</summary>
    private SharedPicture Keep(HudFrame frame)
    {
        if (!raw || frame.Raw is not Mat source)
        {
            frame.Picture.Hold();
            return frame.Picture;
        }

        SharedPicture copy = copies.Take() ?? throw new InvalidOperationException("There is a copy for each place of the queue, and this picture has a place.");
        source.CopyTo(copy.Mat);
        return copy;
    }

    private void Run()
    {
        foreach ((SharedPicture picture, long index) in queue.GetConsumingEnumerable())
        {
            bool? written = false;
            try
            {
                written = Append(picture.Mat, index);
            }
#pragma warning disable CA1031 // said and counted; an exception that leaves this thread would end the process
            catch (Exception error)
#pragma warning restore CA1031
            {
                Status.Fail(error.Message);
            }

            Settle(written);
            picture.Release();
            freePlaces.Release(); // after the picture: whoever takes the place finds one to copy into
        }

        try
        {
            CloseVideo();
        }
#pragma warning disable CA1031 // as above
        catch (Exception error)
#pragma warning restore CA1031
        {
            Status.Fail(error.Message);
        }
    }

    /// <summary>Writes a picture at its place: the one before fills the places that were left out, one that comes too early is left out itself.</summary>
    /// <returns>Whether it was written; null when it was left out.</returns>
    private bool? Append(Mat picture, long index)
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
            return null;
        }

        Fit(picture);
        bool written = Write();
        next++;
        return written;
    }

    /// <summary>Counts a picture, unless it was counted as lost meanwhile, when nobody waited any longer.</summary>
    private void Settle(bool? written)
    {
        if (inHand.Settle() == 0)
        {
            return;
        }

        if (written is true)
        {
            inVideo++;
            Status.CountDelivered();
        }
        else if (written is false)
        {
            Status.CountLost();
        }
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
            return true;
        }
        catch (IOException error)
        {
            Status.Fail(error.Message);
            retryAt = Environment.TickCount64 + 1000;
            return false;
        }
    }

    private void CloseVideo()
    {
        using VideoFile? finished = video;
        long counted = inVideo;
        (video, inVideo) = (null, 0);
        if (finished?.Finish() is long missing and > 0)
        {
            Status.TakeBack((long)Math.Ceiling((double)counted * missing / finished.Frames)); // of its frames some may be the picture before, again
            Status.Fail($"{finished.Path} lacks {missing} of {finished.Frames} frames");
        }
    }
}
