using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks;

/// <summary>
/// Writes the pictures into a video of constant frame rate. The render loop copies each picture into a bounded queue, a thread of its
/// own encodes. While it runs, the file is called <c>name.part.ext</c>; only a finished one that can be read again gets its name.
/// </summary>
internal sealed class RecorderSink : IPictureSink
{
    private const int Buffers = 8;
    private const double LongestGap = 10; // seconds; a longer one (a machine that slept) is cut
    private readonly string path;
    private readonly string part;
    private readonly double fps;
    private readonly bool everyPicture;
    private readonly FourCC codec;
    private readonly BlockingCollection<Mat> free = [];
    private readonly BlockingCollection<(Mat Picture, long Index)> queue = [];
    private readonly Mat[] buffers = new Mat[Buffers];
    private readonly Mat bgr = new();
    private Thread? thread;
    private Exception? failure;
    private double? first;
    private long pictures;

    /// <summary>Prepares a recording.</summary>
    /// <param name="path">A file that ends in .mp4, .mov, .mkv or .avi.</param>
    /// <param name="fps">Frames a second of the video.</param>
    /// <param name="everyPicture">True for files: each picture is one frame, however fast they come. False for live sources: a picture stands where the display's clock says, a missing one is the one before.</param>
    /// <exception cref="UsageException">The name does not say which kind of video.</exception>
    public RecorderSink(string path, double fps, bool everyPicture)
    {
        this.path = Path.GetFullPath(path);
        this.fps = fps;
        this.everyPicture = everyPicture;
        codec = CodecOf(path);
        part = Path.ChangeExtension(this.path, ".part" + Path.GetExtension(path));
        for (int i = 0; i < Buffers; i++)
        {
            buffers[i] = new Mat();
            free.Add(buffers[i]);
        }
    }

    /// <inheritdoc/>
    public SinkStatus Status { get; } = new("record");

    /// <inheritdoc/>
    public bool Wanted => true;

    /// <summary>Frames in the video so far.</summary>
    public long Written { get; private set; }

    /// <summary>Pictures that came while the queue was full.</summary>
    public long Dropped { get; private set; }

    /// <summary>Checks that the place can be written.</summary>
    /// <exception cref="InputException">It cannot.</exception>
    public void Start()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using FileStream probe = new(part, FileMode.Create, FileAccess.Write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"Cannot record to {path}: {error.Message} Choose another file with --record.", error);
        }

        thread = new Thread(Run) { Name = "recorder", IsBackground = true };
        thread.Start();
    }

    /// <inheritdoc/>
    public void Show(HudFrame frame)
    {
        ThrowIfFailed();
        if (everyPicture && frame.State.Paused)
        {
            return; // the same picture again
        }

        double since = frame.State.Seconds - (first ??= frame.State.Seconds);
        long index = everyPicture ? pictures : (long)Math.Round(since * fps);
        pictures++;
        Mat? buffer = null;
        if (everyPicture ? TakeWhileRunning(out buffer) : free.TryTake(out buffer))
        {
            frame.Picture.CopyTo(buffer);
            queue.Add((buffer, index));
        }
        else
        {
            Dropped++;
        }
    }

    /// <inheritdoc/>
    public void Tick() => ThrowIfFailed();

    /// <summary>Finishes the video and gives it its name.</summary>
    /// <exception cref="InputException">The video is not whole, such as on a full disk.</exception>
    public void Stop()
    {
        if (thread is null)
        {
            return;
        }

        Join();
        ThrowIfFailed();
        if (Written == 0)
        {
            File.Delete(part);
            return;
        }

        Verify();
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Leaves a recording that was not stopped under its <c>.part</c> name.</summary>
    public void Dispose()
    {
        Join();
        foreach (Mat buffer in buffers)
        {
            buffer.Dispose();
        }

        bgr.Dispose();
        free.Dispose();
        queue.Dispose();
    }

    private static FourCC CodecOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".MP4" or ".M4V" or ".MOV" or ".MKV" => FourCC.FromString("mp4v"), // the bundled FFmpeg encodes neither H.264 nor VP9
        ".AVI" => FourCC.MJPG,
        _ => throw new UsageException($"'{path}' does not say which video to record; end it in .mp4, .mov, .mkv or .avi."),
    };

    private void Join()
    {
        if (thread is not null)
        {
            queue.CompleteAdding();
            thread.Join();
            thread = null;
        }
    }

    private bool TakeWhileRunning([NotNullWhen(true)] out Mat? buffer)
    {
        while (!free.TryTake(out buffer, 100))
        {
            ThrowIfFailed();
        }

        return true;
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref failure) is Exception error)
        {
            throw new InputException($"Recording to {path} failed: {error.Message}", error);
        }
    }

    private void Run()
    {
        try
        {
            Write();
        }
#pragma warning disable CA1031 // handed to the render loop, which throws it on
        catch (Exception error)
#pragma warning restore CA1031
        {
            Volatile.Write(ref failure, error);
        }
    }

    private void Write()
    {
        using VideoWriter video = new();
        using Mat converted = new();
        Size size = default;
        long next = 0;
        foreach ((Mat picture, long index) in queue.GetConsumingEnumerable())
        {
            if (!video.IsOpened())
            {
                size = picture.Size();
                Open(video, size);
            }

            if (index - next > LongestGap * fps)
            {
                next = index;
            }

            for (; next < index && Written > 0; next++, Written++)
            {
                video.Write(bgr);
            }

            if (next <= index)
            {
                Cv2.CvtColor(picture, converted, ColorConversionCodes.BGRA2BGR);
                Cv2.Resize(converted, bgr, size); // copies where the size is the same
                video.Write(bgr);
                Written++;
                next = index + 1;
            }

            free.Add(picture);
        }

        video.Release();
    }

    private void Open(VideoWriter video, Size size)
    {
        if (!video.Open(part, VideoCaptureAPIs.FFMPEG, codec, fps, size) || !video.IsOpened())
        {
            throw new IOException($"no video of {size.Width}×{size.Height} at {fps:0.##} frames a second could be opened.");
        }
    }

    // Writing frames reports no error, not even on a full disk.
    private void Verify()
    {
        using VideoCapture video = new(part, VideoCaptureAPIs.FFMPEG);
        double frames = video.IsOpened() ? video.Get(VideoCaptureProperties.FrameCount) : 0;
        if (frames < Written * 0.98 - 2)
        {
            throw new InputException($"The recording {part} holds {frames:0} of {Written} frames; is the disk full? It keeps this name.");
        }
    }
}
