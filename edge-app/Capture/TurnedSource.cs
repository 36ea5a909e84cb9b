using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Capture;

/// <summary>Rotates and mirrors the pictures of another source, which it owns: for cameras mounted upside down or behind a mirror.</summary>
internal sealed class TurnedSource(IFrameSource source, RotateFlags? rotate, FlipMode? flip) : IFrameSource
{
    private readonly Frame raw = new();
    private readonly Picture rotated = new();

    public string Name => source.Name;

    public bool IsLive => source.IsLive;

    public double FramesPerSecond => source.FramesPerSecond;

    public TimeSpan Period => source.Period;

    public long Torn => source.Torn;

    public long DroppedByDriver => source.DroppedByDriver;

    public string? TakeNote() => source.TakeNote();

    public bool Read(Frame frame, CancellationToken stop)
    {
        if (!source.Read(raw, stop))
        {
            return false;
        }

        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        raw.CopyFactsTo(frame);
        Turn(frame.Picture);
        frame.CaptureMs += System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return true;
    }

    public void Dispose()
    {
        source.Dispose();
        raw.Dispose();
        rotated.Dispose();
    }

    private void Turn(Picture picture)
    {
        if (rotate is RotateFlags rotation && flip is FlipMode mirror)
        {
            raw.Picture.Rotate(rotated, rotation);
            rotated.Flip(picture, mirror);
        }
        else if (rotate is RotateFlags only)
        {
            raw.Picture.Rotate(picture, only);
        }
        else
        {
            raw.Picture.Flip(picture, flip ?? throw new InvalidOperationException("neither turned nor mirrored"));
        }
    }
}
