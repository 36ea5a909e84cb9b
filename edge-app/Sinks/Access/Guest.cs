using Microsoft.AspNetCore.Connections;

namespace EdgeResNet.EdgeApp.Sinks.Access;

/// <summary>An open connection, as the limits see it.</summary>
/// <param name="connection">The connection.</param>
/// <param name="peer">Who opened it.</param>
internal sealed class Guest(ConnectionContext connection, RemotePeer peer)
{
    /// <summary>Who opened it.</summary>
    public RemotePeer Peer { get; } = peer;

    /// <summary>Closes the connection at once.</summary>
    public void Abort(string reason) => connection.Abort(new ConnectionAbortedException(reason));
}
