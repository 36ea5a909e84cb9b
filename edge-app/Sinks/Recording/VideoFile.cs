using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>
/// One video file while it is written. It can be played while it grows, also when the process is killed, up to the last 256 KB, which
/// FFmpeg holds back (of the first, nothing is there): Matroska and AVI by nature, MP4 because it is written in fragments. One thread.
/// </summary>
internal sealed class VideoFile : IDisposable
{
    private readonly VideoWriter writer = new();

    private VideoFile(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Frames written.</summary>
    public long Frames { get; private set; }

    /// <summary>Bytes on the disk so far; null when the file is gone.</summary>
    public long? Bytes => new FileInfo(Path) is { Exists: true } file ? file.Length : null;

    /// <summary>Checks that a name says which kind of video it is.</summary>
    /// <exception cref="UsageException">It does not.</exception>
    public static void CheckName(string path) => CodecOf(path);

    /// <summary>Begins a file and replaces one of that name.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static VideoFile Begin(string path, double fps, Size size) => new VideoFile(path).OrDispose(file =>
    {
        // FFmpeg goes by the name. Of the kinds of MP4 it knows, this one is made of fragments without being asked to; OpenCV passes on no option that would ask.
        string working = IsMp4(path) ? path + ".ismv" : path;
        if (!file.writer.Open(working, VideoCaptureAPIs.FFMPEG, CodecOf(path), fps, size) || !file.writer.IsOpened())
        {
            throw new IOException($"no video of {size.Width}×{size.Height} at {fps:0.##} frames a second could be opened");
        }

        if (working != path)
        {
            File.Move(working, path, overwrite: true); // while it is open: it has its name from the beginning
        }

        return file;
    });

    /// <summary>Appends a frame (BGR). FFmpeg does not tell when that fails: look at <see cref="Finish"/>.</summary>
    public void Write(Mat bgr)
    {
        writer.Write(bgr);
        Frames++;
    }

    /// <summary>Closes the file and reads it again.</summary>
    /// <returns>Frames that are missing in it.</returns>
    public long Finish()
    {
        writer.Release();
        using VideoCapture video = new(Path, VideoCaptureAPIs.FFMPEG);
        if (!video.IsOpened())
        {
            return Frames;
        }

        bool whole = video.Get(VideoCaptureProperties.FrameCount) >= (Frames * 0.98) - 2; // Matroska counts by time: a frame more or less
        return whole ? 0 : Math.Max(0, Frames - Count(video));
    }

    public void Dispose() => writer.Dispose();

    /// <summary>A file that has no end does not say how many frames it has: they are counted, and not decoded.</summary>
    private static long Count(VideoCapture video)
    {
        video.Set(VideoCaptureProperties.Format, -1); // as they stand in the file
        long frames = 0;
        while (video.Grab())
        {
            frames++;
        }

        return frames;
    }

    private static bool IsMp4(string path) => System.IO.Path.GetExtension(path).ToUpperInvariant() is ".MP4" or ".M4V" or ".MOV";

    private static FourCC CodecOf(string path) => System.IO.Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".MP4" or ".M4V" or ".MOV" or ".MKV" => FourCC.FromString("mp4v"), // the bundled FFmpeg encodes neither H.264 nor VP9
        ".AVI" => FourCC.MJPG,
        _ => throw new UsageException($"'{path}' does not say which video to record; end it in .mp4, .mov, .mkv or .avi."),
    };
}
