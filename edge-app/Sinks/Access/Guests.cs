using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace EdgeResNet.EdgeApp.Sinks.Access;

/// <summary>
/// Keeps slow and idle peers from locking out others. A connection waits until a request on it is let in; a new connection ends
/// the oldest of a peer that has too many. Requests that are let in have places of their own, and so has this machine: neither
/// the wait of others nor their viewers use them up.
/// </summary>
/// <param name="openPath">A path that needs no place.</param>
internal sealed class Guests(string openPath)
{
    private const int ServedOfPeer = 32; // sixteen browsers behind a proxy
    private readonly Lock gate = new();
    private readonly GuestList remote = new(ServedOfPeer);
    private readonly GuestList local = new(GuestList.Served);

    /// <summary>Runs a connection.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Guest guest = new(connection, RemotePeer.Of((connection.RemoteEndPoint as IPEndPoint)?.Address));
        connection.Features.Set(guest);
        Replace(guest, static (list, guest) => list.Admit(guest));
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                ListOf(guest).Leave(guest);
            }
        }
    }

    /// <summary>Serves a request that was let in.</summary>
    public async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == openPath || context.Features.Get<Guest>() is not Guest guest)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        if (!TryServe(guest))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "5";
            await context.Response.WriteAsync("too many viewers; close one, or try again later\n", context.RequestAborted).ConfigureAwait(false);
            return;
        }

        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            Replace(guest, static (list, guest) => list.EndServing(guest));
        }
    }

    private GuestList ListOf(Guest guest) => guest.Peer.IsLocal ? local : remote;

    private bool TryServe(Guest guest)
    {
        lock (gate)
        {
            return ListOf(guest).TryServe(guest);
        }
    }

    private void Replace(Guest guest, Func<GuestList, Guest, Guest?> change)
    {
        Guest? oldest;
        lock (gate)
        {
            oldest = change(ListOf(guest), guest);
        }

        oldest?.Abort("a newer connection takes its place");
    }
}
