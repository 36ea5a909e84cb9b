using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Turns and mirrors the pictures of another source, which it owns: for cameras that hang upside down or look into a mirror.</summary>
internal sealed class TurnedSource(IFrameSource source, RotateFlags? rotate, FlipMode? flip) : IFrameSource
{
    private readonly Frame raw = new();
    private readonly Mat rotated = new();

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public bool IsLive => source.IsLive;

    /// <inheritdoc/>
    public double FramesPerSecond => source.FramesPerSecond;

    /// <inheritdoc/>
    public bool Read(Frame frame, CancellationToken stop)
    {
        if (!source.Read(raw, stop))
        {
            return false;
        }

        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        raw.CopyFactsTo(frame);
        Turn(frame.Image);
        frame.CaptureMs += System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        source.Dispose();
        raw.Dispose();
        rotated.Dispose();
    }

    private void Turn(Mat picture)
    {
        if (rotate is RotateFlags rotation && flip is FlipMode mirror)
        {
            Cv2.Rotate(raw.Image, rotated, rotation);
            Cv2.Flip(rotated, picture, mirror);
        }
        else if (rotate is RotateFlags only)
        {
            Cv2.Rotate(raw.Image, picture, only);
        }
        else
        {
            Cv2.Flip(raw.Image, picture, flip ?? throw new InvalidOperationException("neither turned nor mirrored"));
        }
    }
}
