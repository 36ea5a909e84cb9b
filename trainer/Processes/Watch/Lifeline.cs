using System.Diagnostics;
using System.Net.Sockets;

namespace EdgeResNet.Trainer.Processes.Watch;

/// <summary>The connection to another process, and when it was last heard. Owns the socket.</summary>
internal sealed class Lifeline(Peer peer, Socket socket) : IDisposable
{
    private long heard = Stopwatch.GetTimestamp();

    /// <summary>The other process.</summary>
    public Peer Peer => peer;

    /// <summary>Whether it ended as it should, so that its silence means nothing.</summary>
    public bool IsDone { get; set; }

    /// <summary>Its socket.</summary>
    public Socket Socket => socket;

    /// <summary>Whether it has been silent too long.</summary>
    public bool IsSilent => !IsDone && Stopwatch.GetElapsedTime(heard) > WatchTimes.Silence;

    /// <summary>Counts as heard now.</summary>
    public void Hear() => heard = Stopwatch.GetTimestamp();

    /// <summary>Sends a message.</summary>
    public void Send(WatchMessage message) => message.Send(socket);

    /// <summary>Reads a message; null if the other side is gone.</summary>
    public WatchMessage? Receive()
    {
        Hear();
        return WatchMessage.Receive(socket);
    }

    public void Dispose() => socket.Dispose();
}
