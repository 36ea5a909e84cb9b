using System.Diagnostics;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Files;

/// <summary>An open video file, which it owns.</summary>
internal sealed class VideoStream(VideoCapture capture) : IDisposable
{
    // For decoders that deliver grey (1 channel) or BGRA (4) instead of BGR.
    private readonly Mat raw = new();

    /// <summary>Number of pictures read.</summary>
    public long Delivered { get; private set; }

    /// <summary>Pictures per second from the container; 0 if it has none.</summary>
    public double FramesPerSecond => capture.Fps;

    /// <summary>Reads the next picture.</summary>
    /// <param name="frame">Receives image and times; no truth, no name.</param>
    /// <returns>False at the end.</returns>
    public bool Read(Frame frame)
    {
        frame.Captured = Stopwatch.GetTimestamp();
        if (!capture.Read(frame.Image) || frame.Image.Empty())
        {
            return false;
        }

        ToBgr(frame.Image);
        frame.CaptureMs = Stopwatch.GetElapsedTime(frame.Captured).TotalMilliseconds;
        frame.Truth = null;
        frame.Name = null;
        Delivered++;
        return true;
    }

    public void Dispose()
    {
        raw.Dispose();
        capture.Dispose();
    }

    private void ToBgr(Mat image)
    {
        if (image.Channels() == 3)
        {
            return;
        }

        image.CopyTo(raw);
        Cv2.CvtColor(raw, image, raw.Channels() == 1 ? ColorConversionCodes.GRAY2BGR : ColorConversionCodes.BGRA2BGR);
    }
}
