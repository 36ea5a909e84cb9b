using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Sinks.Recording;

/// <summary>
/// A video file during recording. It is playable while it grows, even after the process is killed, except the last 256 KB, which
/// FFmpeg buffers. Matroska and AVI allow this by design; MP4 is written in fragments. One thread.
/// </summary>
internal sealed class VideoFile : IDisposable
{
    private readonly VideoWriter writer = new();

    private VideoFile(string path) => Path = path;

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Frames written.</summary>
    public long Frames { get; private set; }

    /// <summary>Bytes on the disk so far; null when the file is gone.</summary>
    public long? Bytes => new FileInfo(Path) is { Exists: true } file ? file.Length : null;

    /// <summary>Checks that a name has a known video extension.</summary>
    /// <exception cref="UsageException">It has none.</exception>
    public static void CheckName(string path) => CodecOf(path);

    /// <summary>Creates a file, or replaces an existing one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static VideoFile Begin(string path, double fps, Size size) => new VideoFile(path).OrDispose(file =>
    {
        // FFmpeg chooses the format by name. This MP4 variant is fragmented by default; OpenCV cannot pass an option for it.
        string working = IsMp4(path) ? path + ".ismv" : path;
        if (!file.writer.Open(working, VideoCaptureAPIs.FFMPEG, CodecOf(path), fps, size) || !file.writer.IsOpened())
        {
            throw new IOException($"no video of {size.Width}×{size.Height} at {fps:0.##} frames a second could be opened");
        }

        if (working != path)
        {
            File.Move(working, path, overwrite: true); // while it is open, so that it has its final name from the start
        }

        return file;
    });

    /// <summary>Appends a frame (BGR). FFmpeg reports no write errors; <see cref="Finish"/> detects them.</summary>
    public void Write(Mat bgr)
    {
        writer.Write(bgr);
        Frames++;
    }

    /// <summary>Closes the file and counts its frames.</summary>
    /// <returns>Number of missing frames.</returns>
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

    /// <summary>Counts the frames without decoding them: a file without an index does not store the count.</summary>
    private static long Count(VideoCapture video)
    {
        video.Set(VideoCaptureProperties.Format, -1); // raw packets, not decoded
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
        ".MP4" or ".M4V" or ".MOV" or ".MKV" => FourCC.FromString("mp4v"), // the bundled FFmpeg has no encoder for H.264 or VP9
        ".AVI" => FourCC.MJPG,
        _ => throw new UsageException($"'{path}' has no known video extension; use .mp4, .mov, .mkv or .avi"),
    };
}
