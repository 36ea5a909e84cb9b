using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>
/// Pictures on a constant frame rate, in one video after the other. A picture that repeats to fill a gap counts for nothing, nor does one
/// that comes too early for a frame of its own. One thread.
/// </summary>
/// <param name="folder">Where the videos are.</param>
/// <param name="fps">Frames a second.</param>
/// <param name="status">Shows what forbids to write, and which pictures are missing in a file when it is closed.</param>
internal sealed class VideoTrack(VideoFolder folder, double fps, SinkStatus status) : IDisposable
{
    private const double LongestGap = 10; // seconds; a longer one (a machine that slept) is cut
    private const int LooksPerSecond = 2; // of video: room on the disk, the file itself, rotation
    private readonly Mat converted = new();
    private readonly Mat bgr = new(); // the frame written last
    private VideoFile? video;
    private long deliveredBefore; // the video was begun
    private Size size;
    private long next; // number of the frame to be written
    private long retryAt;

    /// <summary>Writes a picture at its place: the one before fills the places that were left out, one that comes too early is left out itself.</summary>
    public Outcome Append(Mat picture, long index)
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

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        try
        {
            CloseVideo();
        }
        finally
        {
            converted.Dispose();
            bgr.Dispose();
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
            status.Fail(trouble);
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
            deliveredBefore = status.Delivered;
            return true;
        }
        catch (IOException error)
        {
            status.Fail(error.Message);
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
            long counted = status.Delivered - deliveredBefore;
            status.TakeBack((long)Math.Ceiling((double)counted * missing / finished.Frames)); // of its frames some may be the picture before, again
            status.Fail($"{finished.Path} lacks {missing} of {finished.Frames} frames");
        }
    }
}
