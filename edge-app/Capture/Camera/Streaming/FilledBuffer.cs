namespace EdgeResNet.EdgeApp.Capture.Camera.Streaming;

/// <summary>What a driver tells about a filled buffer (<c>v4l2_buffer</c>).</summary>
/// <param name="Index">Number of the buffer.</param>
/// <param name="BytesUsed">Bytes of it that are filled, those before the picture included.</param>
/// <param name="Offset">Bytes before the picture.</param>
/// <param name="Flags"><c>V4L2_BUF_FLAG_…</c></param>
/// <param name="Sequence">Number of the picture.</param>
/// <param name="Seconds">Timestamp.</param>
/// <param name="Microseconds">Its fraction.</param>
internal readonly record struct FilledBuffer(int Index, uint BytesUsed, uint Offset, uint Flags, uint Sequence, long Seconds, long Microseconds)
{
    /// <summary>Whether the driver calls the picture damaged.</summary>
    public bool IsDamaged => (Flags & V4l2.BufferError) != 0;
}
