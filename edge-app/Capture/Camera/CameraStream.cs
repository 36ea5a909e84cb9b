using System.Diagnostics;
using OpenCvSharp;
using OpenCvSharp.Internal;
using OpenCvSharp.Internal.Vectors;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>What a wait for a picture came to.</summary>
internal enum CameraOutcome
{
    /// <summary>A picture is there.</summary>
    Picture,

    /// <summary>None came in time.</summary>
    Quiet,

    /// <summary>One came and was torn.</summary>
    Torn,

    /// <summary>The driver gives an error: the camera is gone.</summary>
    Gone,
}

/// <summary>An open camera, which it owns: OpenCV's Video4Linux capture with a wait that can be short, the driver's timestamps, and torn MJPEG pictures left out.</summary>
internal sealed class CameraStream : IDisposable
{
    private const long WaitNanoseconds = 100_000_000;

    // What a timestamp may lie back. More is another clock, or none.
    private const double GreatestAgeMs = 10_000;
    private readonly VideoCapture capture;
    private readonly nint[] captures;
    private readonly VectorOfInt32 ready = new();
    private readonly Mat bytes = new();
    private readonly bool isJpeg;
    private bool started;

    /// <summary>Takes over a camera whose format is set.</summary>
    public CameraStream(VideoCapture capture)
    {
        this.capture = capture;
        captures = [capture.CvPtr];
        isJpeg = capture.FourCC is "MJPG" or "JPEG";
        if (isJpeg)
        {
            // Else OpenCV hands over what it could decode of a torn picture, over the picture before, and says nothing.
            capture.Set(VideoCaptureProperties.ConvertRgb, 0);
        }
    }

    /// <summary>
    /// Waits a tenth of a second for a picture (the first time up to a second). <see cref="Frame.Captured"/> is the driver's
    /// buffer timestamp where it is of the clock that <see cref="Stopwatch"/> reads, else the moment of the hand-over.
    /// </summary>
    public CameraOutcome Read(Frame frame)
    {
        CameraOutcome outcome = started ? Wait() : Start();
        if (outcome != CameraOutcome.Picture)
        {
            return outcome;
        }

        long grabbed = Stopwatch.GetTimestamp();
        if (!(isJpeg ? Decode(frame.Picture) : capture.Retrieve(frame.Image) && !frame.Image.Empty()))
        {
            return CameraOutcome.Torn;
        }

        frame.Captured = CapturedAt(capture.PosMsec, grabbed);
        frame.CaptureMs = Stopwatch.GetElapsedTime(grabbed).TotalMilliseconds;
        frame.Truth = null;
        frame.Name = null;
        return CameraOutcome.Picture;
    }

    public void Dispose()
    {
        bytes.Dispose();
        ready.Dispose();
        capture.Dispose();
    }

    /// <summary>When a picture was taken, in ticks of <see cref="Stopwatch"/>.</summary>
    /// <param name="driverMs">The buffer's timestamp, milliseconds of a clock that most drivers let be the monotonic one.</param>
    /// <param name="grabbed">When the program got the picture.</param>
    internal static long CapturedAt(double driverMs, long grabbed)
    {
        double age = (grabbed * 1000.0 / Stopwatch.Frequency) - driverMs;
        return age is >= 0 and <= GreatestAgeMs ? grabbed - (long)(age * Stopwatch.Frequency / 1000) : grabbed;
    }

    /// <summary>Starts the stream. OpenCV waits as <see cref="OpenCvEnvironment"/> says, and fails at once where the camera is gone.</summary>
    private CameraOutcome Start()
    {
        long asked = Stopwatch.GetTimestamp();
        started = true;
        if (capture.Grab())
        {
            return CameraOutcome.Picture;
        }

        return Stopwatch.GetElapsedTime(asked).TotalSeconds < 0.9 * OpenCvEnvironment.CameraPatienceSeconds ? CameraOutcome.Gone : CameraOutcome.Quiet;
    }

    private CameraOutcome Wait()
    {
        // VideoCapture.WaitAny allocates lists. The driver's error is an exception in it.
        if (NativeMethods.videoio_VideoCapture_waitAny(captures, 1, ready.CvPtr, WaitNanoseconds, out int some) != ExceptionStatus.NotOccurred)
        {
            return CameraOutcome.Gone;
        }

        if (some == 0)
        {
            return CameraOutcome.Quiet;
        }

        // Something other than a picture or an error: the device hung up.
        return ready.Size > 0 && capture.Grab() ? CameraOutcome.Picture : CameraOutcome.Gone;
    }

    private unsafe bool Decode(Picture picture) =>
        capture.Retrieve(bytes) && picture.DecodeJpeg(new ReadOnlySpan<byte>(bytes.DataPointer, checked((int)bytes.Total())));
}
