namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>Counts pictures that a driver left out, by the numbers of its buffers (<c>v4l2_buffer.sequence</c>).</summary>
internal sealed class SequenceGaps
{
    private const uint Most = 1000; // a greater step is a new start
    private uint last;
    private bool any;

    /// <summary>Pictures missing since the buffer before; 0 if the driver does not count, or began anew.</summary>
    public uint Before(uint sequence)
    {
        uint step = any ? unchecked(sequence - last) : 1;
        (last, any) = (sequence, true);
        return step is 0 or > Most ? 0 : step - 1;
    }
}
