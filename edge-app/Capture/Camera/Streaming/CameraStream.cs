using System.Diagnostics;

namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>The stream of an open camera. Leaves out pictures that the driver flags, fills too little, or that do not decode.</summary>
internal sealed class CameraStream : IDisposable
{
    private const int WaitMs = 100;
    private const int PauseMs = 10; // after a driver that says "ready" and delivers nothing
    private readonly CameraDevice device;
    private readonly NegotiatedFormat format;
    private readonly FrameBuffers buffers;
    private readonly PixelConverter? converter; // null for JPEG
    private readonly SequenceGaps gaps = new();
    private readonly LiveJpegs jpegs = new();
    private bool started;

    /// <summary>Asks for buffers; the device stays with the caller.</summary>
    /// <exception cref="DeviceException">The driver has none.</exception>
    public CameraStream(CameraDevice device, NegotiatedFormat format)
    {
        this.device = device;
        this.format = format;
        Clock = new BufferClock(format.Period.Time);
        buffers = new FrameBuffers(device, format);
        converter = format.Layout.Packing == PixelPacking.Jpeg ? null : new PixelConverter(format, buffers);
    }

    /// <summary>Judges the timestamps.</summary>
    public BufferClock Clock { get; }

    /// <summary>What was wrong with the last damaged picture.</summary>
    public string Damage { get; private set; } = "";

    /// <summary>Pictures of the driver since the last one, itself included: 1 if none is missing.</summary>
    public long Passed { get; private set; }

    /// <summary>When the last picture arrived, a timestamp of <see cref="Stopwatch"/>.</summary>
    public long Arrived { get; private set; }

    /// <summary>Waits a tenth of a second for a picture. Sets <see cref="Frame.Captured"/> to the driver's timestamp if that is plausible, else to now.</summary>
    /// <exception cref="DeviceException">The driver refuses to start.</exception>
    public CameraOutcome Read(Frame frame)
    {
        Start();
        Passed = 0;
        short happened = device.Wait(WaitMs);
        if (happened == 0)
        {
            return CameraOutcome.Quiet;
        }

        int error = buffers.Dequeue(out FilledBuffer filled);
        if (error != 0)
        {
            return Trouble(error, happened);
        }

        Arrived = Stopwatch.GetTimestamp();
        Passed = 1 + gaps.Before(filled.Sequence);
        try
        {
            return Take(frame, filled) ? CameraOutcome.Picture : CameraOutcome.Torn;
        }
        finally
        {
            buffers.Queue(filled.Index);
        }
    }

    public void Dispose()
    {
        converter?.Dispose();
        buffers.Dispose();
    }

    private void Start()
    {
        if (!started && buffers.Start() is int error and not 0)
        {
            throw CameraTrouble.Of(device.Path, error, $"{format}");
        }

        started = true;
    }

    /// <summary>EIO may pass ("signal loss"), and the driver may then have lost a buffer.</summary>
    private CameraOutcome Trouble(int error, short happened)
    {
        if (error == V4l2.TryAgain && (happened & V4l2.PollIn) != 0)
        {
            V4l2.Pause(PauseMs);
            return CameraOutcome.Quiet;
        }

        if (error != V4l2.InputOutput)
        {
            return CameraOutcome.Gone;
        }

        buffers.QueueAll();
        V4l2.Pause(PauseMs);
        return CameraOutcome.Failed;
    }

    private bool Take(Frame frame, in FilledBuffer filled)
    {
        uint length = buffers.Length(filled.Index);
        if (filled.IsDamaged || filled.BytesUsed > length || filled.BytesUsed < filled.Offset + format.Bytes || (filled.Offset != 0 && converter is not null))
        {
            Damage = filled.IsDamaged ? "flagged by the driver" : "filled too little";
            return false;
        }

        if (converter is null)
        {
            if (!Decode(frame.Picture, filled))
            {
                Damage = jpegs.Reason;
                return false;
            }
        }
        else
        {
            converter.Convert(filled.Index, frame.Picture);
        }

        frame.Captured = Clock.CapturedAt(filled, buffers.QueuedAt(filled.Index), Arrived);
        frame.CaptureMs = Stopwatch.GetElapsedTime(Arrived).TotalMilliseconds;
        frame.Truth = null;
        frame.Name = null;
        return true;
    }

    private unsafe bool Decode(Picture picture, in FilledBuffer filled) =>
        jpegs.Decode(new ReadOnlySpan<byte>((byte*)buffers.Address(filled.Index) + filled.Offset, checked((int)(filled.BytesUsed - filled.Offset))), picture);
}
