using System.Diagnostics;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture.Files;

/// <summary>An open video file, which it owns.</summary>
internal sealed class VideoStream(VideoCapture capture) : IDisposable
{
    // Of what a decoder gives beside BGR: grey (1 channel) and BGRA (4).
    private readonly Mat raw = new();

    /// <summary>Pictures delivered.</summary>
    public long Delivered { get; private set; }

    /// <summary>Pictures a second as the container says; 0 where it does not.</summary>
    public double FramesPerSecond => capture.Fps;

    /// <summary>Reads the next picture.</summary>
    /// <param name="frame">Filled with image and times; no truth, no name.</param>
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
