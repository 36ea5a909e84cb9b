using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>Writes pictures at a constant frame rate into successive videos. Does not count repeats that fill a gap, nor pictures that come before their frame is due. One thread.</summary>
/// <param name="folder">Folder of the videos.</param>
/// <param name="fps">Frames per second.</param>
/// <param name="status">Shows write errors, and frames missing in a closed file.</param>
internal sealed class VideoTrack(VideoFolder folder, double fps, SinkStatus status) : IDisposable
{
    private const double LongestGap = 10; // seconds; a longer gap (after sleep) is cut
    private const int LooksPerSecond = 2; // for each second of video: free space, the file, rotation
    private readonly Mat converted = new();
    private readonly Mat bgr = new(); // the last written frame
    private VideoFile? video;
    private long deliveredBefore; // delivered when the video started
    private Size size;
    private long next; // number of the next frame
    private long retryAt;

    /// <summary>Writes a picture at its frame. The picture before fills skipped frames; one that comes too early is skipped.</summary>
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
        size = size == default ? picture.Size() : size; // a video keeps its size, even if the source changes
        Mat source = picture;
        if (picture.Channels() == 4)
        {
            Cv2.CvtColor(picture, converted, ColorConversionCodes.BGRA2BGR);
            source = converted;
        }

        if (source.Empty() || source.Size() == size)
        {
            Cv2.Resize(source, bgr, size); // copies; throws for an empty picture
            return;
        }

        // Bars keep the shape of a picture of another size.
        double scale = Math.Min((double)size.Width / source.Cols, (double)size.Height / source.Rows);
        Size fitted = new(Math.Clamp((int)Math.Round(source.Cols * scale), 1, size.Width), Math.Clamp((int)Math.Round(source.Rows * scale), 1, size.Height));
        bgr.Create(size, MatType.CV_8UC3);
        bgr.SetTo(Scalar.Black);
        using Mat part = new(bgr, new Rect((size.Width - fitted.Width) / 2, (size.Height - fitted.Height) / 2, fitted.Width, fitted.Height));
        Cv2.Resize(source, part, fitted);
    }

    /// <returns>False if nothing can be written now.</returns>
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

        video!.Write(bgr); // TryBegin created it
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
            status.TakeBack((long)Math.Ceiling((double)counted * missing / finished.Frames)); // some of its frames may repeat the picture before
            status.Fail($"{finished.Path} lacks {missing} of {finished.Frames} frames");
        }
    }
}
