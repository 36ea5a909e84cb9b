using System.Diagnostics;
using OpenCvSharp;
using OpenCvSharp.Internal;
using OpenCvSharp.Internal.Vectors;

namespace EdgeResNet.EdgeApp.Capture.Camera;

/// <summary>Result of a wait for a picture.</summary>
internal enum CameraOutcome
{
    /// <summary>A picture came.</summary>
    Picture,

    /// <summary>No picture came in time.</summary>
    Quiet,

    /// <summary>A damaged picture came.</summary>
    Torn,

    /// <summary>The driver reports an error: the camera is gone.</summary>
    Gone,
}

/// <summary>An open camera, which it owns: OpenCV's Video4Linux capture with short waits and driver timestamps. Skips damaged MJPEG pictures.</summary>
internal sealed class CameraStream : IDisposable
{
    private const long WaitNanoseconds = 100_000_000;

    // Oldest plausible timestamp. An older one is from another clock.
    private const double GreatestAgeMs = 10_000;
    private readonly VideoCapture capture;
    private readonly nint[] captures;
    private readonly VectorOfInt32 ready = new();
    private readonly Mat bytes = new();
    private readonly LiveJpegs jpegs = new();
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
            // Otherwise OpenCV silently delivers the decoded part of a damaged picture over the picture before.
            capture.Set(VideoCaptureProperties.ConvertRgb, 0);
        }
    }

    /// <summary>Number of damaged JPEG pictures.</summary>
    public long Torn => jpegs.LeftOut;

    /// <summary>
    /// Waits a tenth of a second for a picture (the first time up to a second). Sets <see cref="Frame.Captured"/> to the driver's
    /// timestamp if it uses the clock of <see cref="Stopwatch"/>, else to now.
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

    /// <summary>Capture time of a picture, in ticks of <see cref="Stopwatch"/>.</summary>
    /// <param name="driverMs">Timestamp of the buffer in milliseconds, monotonic with most drivers.</param>
    /// <param name="grabbed">Time when the program got the picture.</param>
    internal static long CapturedAt(double driverMs, long grabbed)
    {
        double age = (grabbed * 1000.0 / Stopwatch.Frequency) - driverMs;
        return age is >= 0 and <= GreatestAgeMs ? grabbed - (long)(age * Stopwatch.Frequency / 1000) : grabbed;
    }

    /// <summary>Starts the stream. OpenCV waits for <see cref="OpenCvEnvironment.CameraPatienceSeconds"/>, and fails at once if the camera is gone.</summary>
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
        // VideoCapture.WaitAny allocates lists. It throws the driver's errors.
        if (NativeMethods.videoio_VideoCapture_waitAny(captures, 1, ready.CvPtr, WaitNanoseconds, out int some) != ExceptionStatus.NotOccurred)
        {
            return CameraOutcome.Gone;
        }

        if (some == 0)
        {
            return CameraOutcome.Quiet;
        }

        // Neither a picture nor an error: the device hung up.
        return ready.Size > 0 && capture.Grab() ? CameraOutcome.Picture : CameraOutcome.Gone;
    }

    private unsafe bool Decode(Picture picture) =>
        capture.Retrieve(bytes) && jpegs.Decode(new ReadOnlySpan<byte>(bytes.DataPointer, checked((int)bytes.Total())), picture);
}
