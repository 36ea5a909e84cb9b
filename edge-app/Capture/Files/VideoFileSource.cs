using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Pictures;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Files;

/// <summary>A video file: every frame, in order, as fast as the reader takes them.</summary>
internal sealed class VideoFileSource : IFrameSource
{
    private readonly VideoStream stream;

    private VideoFileSource(string name, VideoStream stream)
    {
        Name = name;
        this.stream = stream;
        FramesPerSecond = stream.FramesPerSecond is > 0 and <= 240 and double rate ? rate : FrameClock.DefaultHertz;
    }

    public string Name { get; }

    public bool IsLive => false;

    /// <summary>Read once: other threads ask for it, also while the file is closed to be played again.</summary>
    public double FramesPerSecond { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Name in errors and events of a file without a folder; null for its path.</param>
    /// <exception cref="InputException">FFmpeg cannot read it as a video, or it names other files than those beside it.</exception>
    public static VideoFileSource Open(string path, string? name = null)
    {
        LocalPlaylist.Check(path, name ?? path, alone: name is not null);
        VideoCapture capture = new(Path.GetFullPath(path), VideoCaptureAPIs.FFMPEG);
        (bool opened, int width, int height) = (capture.IsOpened(), capture.FrameWidth, capture.FrameHeight);
        if (opened && PictureLimit.Allows(width, height))
        {
            return new VideoFileSource(name ?? path, new VideoStream(capture));
        }

        capture.Dispose();
        throw new InputException($"{name ?? path}: {(opened ? PictureLimit.Refusal(width, height) : "is neither a picture nor a video that can be read")}");
    }

    public bool Read(Frame frame, CancellationToken stop)
    {
        if (stream.Read(frame))
        {
            return true;
        }

        return stream.Delivered > 0 ? false : throw new InputException($"{Name}: no picture of this video can be decoded");
    }

    public void Dispose() => stream.Dispose();
}
