namespace EdgeResNet.EdgeApp.Sinks.Access;

/// <summary>Guests that wait for their turn, and places of those that are served. Not thread-safe.</summary>
/// <param name="servedOfPeer">Most places of one peer.</param>
internal sealed class GuestList(int servedOfPeer)
{
    /// <summary>Most waiting connections of one peer.</summary>
    public const int WaitingOfPeer = 16;

    /// <summary>Most waiting connections.</summary>
    public const int Waiting = 64;

    /// <summary>Most requests that are served at a time.</summary>
    public const int Served = 64;

    private readonly LinkedList<Guest> waiting = []; // the oldest first
    private readonly Dictionary<RemotePeer, int> served = [];

    /// <summary>Adds a guest.</summary>
    /// <returns>The waiting guest that has to leave for it: the oldest of the peer with too many, or of the one with the most.</returns>
    public Guest? Admit(Guest guest)
    {
        waiting.AddLast(guest);
        Guest? oldest = waiting.Count(other => other.Peer == guest.Peer) > WaitingOfPeer ? waiting.First(other => other.Peer == guest.Peer)
            : waiting.Count > Waiting ? waiting.GroupBy(other => other.Peer).MaxBy(peer => peer.Count())!.First()
            : null;
        if (oldest is not null)
        {
            waiting.Remove(oldest);
        }

        return oldest;
    }

    /// <summary>Takes a place for a guest's request, if one is free.</summary>
    public bool TryServe(Guest guest)
    {
        int own = served.GetValueOrDefault(guest.Peer);
        if (own >= servedOfPeer || served.Values.Sum() >= Served)
        {
            return false;
        }

        waiting.Remove(guest);
        served[guest.Peer] = own + 1;
        return true;
    }

    /// <summary>Frees the place; the guest may bring another request.</summary>
    public Guest? EndServing(Guest guest)
    {
        int left = served[guest.Peer] - 1;
        if (left == 0)
        {
            served.Remove(guest.Peer);
        }
        else
        {
            served[guest.Peer] = left;
        }

        return Admit(guest);
    }

    /// <summary>Removes a guest whose connection is closed.</summary>
    public void Leave(Guest guest) => waiting.Remove(guest);
}
