using System.Diagnostics;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>An open OpenCV capture, which it owns: pictures with the time at which they were there.</summary>
internal sealed class VideoStream(VideoCapture capture) : IDisposable
{
    /// <summary><c>CAP_PROP_READ_TIMEOUT_MSEC</c>, which OpenCvSharp does not name.</summary>
    public const int ReadTimeoutProperty = 54;

    // Of what a decoder gives beside BGR: grey (1 channel) and BGRA (4), as some cameras and files have.
    private readonly Mat raw = new();

    /// <summary>Pictures delivered.</summary>
    public long Delivered { get; private set; }

    /// <summary>Pictures a second as the container says; 0 where it does not.</summary>
    public double FramesPerSecond => capture.Fps;

    /// <summary>Reads the next picture. For a camera, <see cref="Frame.Captured"/> is when the driver handed over the picture, before it was decoded.</summary>
    /// <param name="frame">Filled with image and times; no truth, no name.</param>
    /// <param name="decodesInGrab">True where the wait for the picture is itself the work, as in a file.</param>
    /// <returns>False when there is none: the end, or a time-out.</returns>
    public bool Read(Frame frame, bool decodesInGrab)
    {
        long start = Stopwatch.GetTimestamp();
        if (!capture.Grab())
        {
            return false;
        }

        long grabbed = Stopwatch.GetTimestamp();
        if (!capture.Retrieve(frame.Image) || frame.Image.Empty())
        {
            return false;
        }

        ToBgr(frame.Image);
        long work = decodesInGrab ? start : grabbed;
        frame.Captured = work;
        frame.CaptureMs = Stopwatch.GetElapsedTime(work).TotalMilliseconds;
        frame.Truth = null;
        frame.Name = null;
        Delivered++;
        return true;
    }

    /// <inheritdoc/>
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
