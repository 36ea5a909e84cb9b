namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>Where event lines go; used by one thread.</summary>
internal interface IEventTarget : IDisposable
{
    /// <summary>Writes whole lines. After a failure the caller comes with the same lines again, and none of them will stand there half or twice.</summary>
    /// <exception cref="IOException">They could not be written, now.</exception>
    void Write(ReadOnlySpan<byte> lines);
}
