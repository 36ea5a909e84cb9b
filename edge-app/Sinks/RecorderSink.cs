using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// Writes the pictures into videos of constant frame rate. The render loop copies each picture into a bounded queue, a thread of its
/// own encodes. A full queue loses and counts pictures of a live source; with a file as the source the render loop waits. Where nothing can be
/// written, pictures are counted as lost until a new file can be begun.
/// </summary>
internal sealed class RecorderSink : IPictureSink
{
    private const int Buffers = 8;
    private const double LongestGap = 10; // seconds; a longer one (a machine that slept) is cut
    private const int LooksPerSecond = 2; // of video: room on the disk, the file itself, rotation
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5); // a disk that wakes up takes less
    private static readonly TimeSpan lastPatience = TimeSpan.FromSeconds(1);
    private readonly string path;
    private readonly double fps;
    private readonly bool everyPicture;
    private readonly bool raw;
    private readonly VideoFolder folder;
    private readonly BlockingCollection<Mat> free = [];
    private readonly BlockingCollection<(Mat Picture, long Index)> queue = [];
    private readonly Mat[] buffers = new Mat[Buffers];
    private readonly Mat converted = new();
    private readonly Mat bgr = new(); // the frame written last
    private Thread? thread;
    private bool hangs;
    private VideoFile? video;
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
        VideoFile.CheckName(path);
        this.path = Path.GetFullPath(path);
        this.fps = fps;
        this.everyPicture = everyPicture;
        this.raw = raw;
        folder = new VideoFolder(this.path, rotation);
        Status = new SinkStatus(raw ? "record-raw" : "record");
        for (int i = 0; i < Buffers; i++)
        {
            buffers[i] = new Mat();
            free.Add(buffers[i]);
        }
    }

    /// <inheritdoc/>
    public SinkStatus Status { get; }

    /// <inheritdoc/>
    public bool Wanted => true;

    /// <summary>Checks that the place can be written.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public void Start()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using FileStream probe = new($"{path}.{Environment.ProcessId}", FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"Cannot record to {path}: {error.Message} Choose another file with --{Status.Name}.", error);
        }

        thread = SinkThread.Start(Status.Name, Run);
    }

    /// <inheritdoc/>
    public void Show(HudFrame frame)
    {
        if ((everyPicture && frame.State.Paused) || (raw ? frame.Raw : frame.Picture) is not Mat picture)
        {
            return; // paused: the same picture again
        }

        double since = frame.State.Seconds - (first ??= frame.State.Seconds);
        long index = everyPicture ? pictures : (long)Math.Round(since * fps);
        if (TakeBuffer(out Mat? buffer))
        {
            pictures++;
            picture.CopyTo(buffer);
            queue.Add((buffer, index));
        }
        else
        {
            Status.CountLost();
        }
    }

    /// <inheritdoc/>
    public void Stop() => Join();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Join())
        {
            return; // it hangs in a call of the system and ends with the process
        }

        foreach (Mat buffer in buffers)
        {
            buffer.Dispose();
        }

        converted.Dispose();
        bgr.Dispose();
        free.Dispose();
        queue.Dispose();
    }

    private bool Join()
    {
        if (thread is null)
        {
            return true;
        }

        queue.CompleteAdding();
        if (!thread.Join(lastPatience))
        {
            Status.Fail("still writing when it was to end: the disk hangs, or encoding is too slow");
            return false;
        }

        thread = null;
        return true;
    }

    // Of a file every picture counts, unless the disk hangs.
    private bool TakeBuffer([NotNullWhen(true)] out Mat? buffer)
    {
        bool taken = free.TryTake(out buffer, everyPicture && !hangs ? patience : TimeSpan.Zero);
        hangs = everyPicture && !taken;
        if (hangs)
        {
            Status.Fail("the disk hangs");
        }

        return taken;
    }

    private void Run()
    {
        foreach ((Mat picture, long index) in queue.GetConsumingEnumerable())
        {
            try
            {
                Append(picture, index);
            }
#pragma warning disable CA1031 // said and counted; an exception that leaves this thread would end the process
            catch (Exception error)
#pragma warning restore CA1031
            {
                Status.CountLost();
                Status.Fail(error.Message);
            }

            free.Add(picture);
        }

        try
        {
            Finish();
        }
#pragma warning disable CA1031 // as above
        catch (Exception error)
#pragma warning restore CA1031
        {
            Status.CountLost();
            Status.Fail(error.Message);
        }
    }

    /// <summary>Writes a picture at its place: the one before fills the places that were left out, one that comes too early is left out itself.</summary>
    private void Append(Mat picture, long index)
    {
        if (index - next > LongestGap * fps || bgr.Empty())
        {
            next = index;
        }

        for (; next < index; next++)
        {
            Write();
        }

        if (next == index)
        {
            Fit(picture);
            Write();
            next++;
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

    private void Write()
    {
        if (video is not null && video.Frames % (long)Math.Max(1, fps / LooksPerSecond) == 0)
        {
            Look(video);
        }

        if (video is null && !TryBegin())
        {
            Status.CountLost();
            return;
        }

        video!.Write(bgr); // TryBegin has made it
        Status.CountDelivered();
        Status.Mended();
    }

    private void Look(VideoFile current)
    {
        string? trouble = folder.TroubleWith(current);
        if (trouble is not null || folder.IsDone(current, fps))
        {
            Finish();
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

    private void Finish()
    {
        using VideoFile? finished = video;
        video = null;
        if (finished?.Finish() is long missing and > 0)
        {
            Status.CountLost(missing);
            Status.Fail($"{finished.Path} lacks {missing} of {finished.Frames} frames");
        }
    }
}
