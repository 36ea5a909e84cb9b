namespace EdgeResNet.EdgeApp.Sinks.Access;

/// <summary>
/// Makes guessing slow. Each wrong token of a peer doubles the time that its next answer takes, whether or not it waits for the answer.
/// No other peer is slowed. A peer that gave the right token within an hour never waits for the right one: behind a proxy, all
/// viewers share one address.
/// </summary>
/// <param name="clock">The time.</param>
internal sealed class Guesses(TimeProvider clock)
{
    /// <summary>Most peers remembered; a new one replaces the one that was silent for longest.</summary>
    public const int MostPeers = 1024;

    /// <summary>Delay of a peer's first wrong token.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.25);

    /// <summary>Longest delay of one wrong token.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A peer whose answers wait for longer is refused at once, without a look at its token.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan trust = TimeSpan.FromHours(1);
    private static readonly TimeSpan memory = TimeSpan.FromMinutes(10); // then the delay starts anew
    private readonly Lock gate = new();
    private readonly Dictionary<RemotePeer, History> peers = [];
    private readonly long begun = clock.GetTimestamp();

    /// <summary>Number of peers remembered.</summary>
    public int Peers
    {
        get
        {
            lock (gate)
            {
                return peers.Count;
            }
        }
    }

    /// <summary>Counts a token.</summary>
    /// <param name="peer">Who gave it.</param>
    /// <param name="right">Whether it is the right one.</param>
    /// <returns>How long its answer has to wait; null if the token must not be looked at.</returns>
    public TimeSpan? Delay(RemotePeer peer, bool right)
    {
        lock (gate)
        {
            TimeSpan now = clock.GetElapsedTime(begun);
            History past = Of(peer);
            past.Seen = now;
            TimeSpan wait = past.FreeAt > now ? past.FreeAt - now : TimeSpan.Zero;
            if (right && past.TrustedUntil > now)
            {
                wait = TimeSpan.Zero;
            }
            else if (wait > Patience)
            {
                return null;
            }

            if (right)
            {
                past.TrustedUntil = now + wait + trust;
                return wait;
            }

            past.Wrong = now - past.WrongAt > memory ? 1 : past.Wrong + 1;
            past.WrongAt = now;
            past.FreeAt = now + wait + Doubled(past.Wrong - 1);
            return past.FreeAt - now;
        }
    }

    private static TimeSpan Doubled(int times) => times < 20 && Shortest * (1 << times) < Longest ? Shortest * (1 << times) : Longest;

    private History Of(RemotePeer peer)
    {
        if (!peers.TryGetValue(peer, out History? past))
        {
            if (peers.Count >= MostPeers)
            {
                peers.Remove(peers.MinBy(known => known.Value.Seen).Key);
            }

            past = new History();
            peers.Add(peer, past);
        }

        return past;
    }

    private sealed class History
    {
        public TimeSpan Seen;
        public TimeSpan FreeAt; // when the answers that wait are given
        public TimeSpan TrustedUntil;
        public TimeSpan WrongAt;
        public int Wrong;
    }
}
