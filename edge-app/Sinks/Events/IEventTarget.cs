namespace EdgeResNet.EdgeApp.Sinks.Events;

/// <summary>Target of event lines; used by one thread.</summary>
internal interface IEventTarget : IDisposable
{
    /// <summary>Writes whole lines. After a failure, the caller repeats the same lines; none may appear partly or twice.</summary>
    /// <exception cref="IOException">The lines could not be written now.</exception>
    void Write(ReadOnlySpan<byte> lines);
}
