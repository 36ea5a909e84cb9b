using System.Net;
using EdgeResNet.EdgeApp.Sinks.Access;
using Microsoft.Extensions.Time.Testing;

namespace EdgeResNet.Tests.Sinks.Access;

public class GuessesTest
{
    private static readonly RemotePeer peer = RemotePeer.Of(IPAddress.Parse("192.0.2.1"));
    private static readonly RemotePeer other = RemotePeer.Of(IPAddress.Parse("192.0.2.2"));
    private readonly FakeTimeProvider clock = new();
    private readonly Guesses guesses;

    public GuessesTest() => guesses = new Guesses(clock);

    [Fact]
    public void The_delay_of_a_patient_peer_doubles_up_to_half_a_minute()
    {
        List<double> delays = [];
        for (int i = 0; i < 10; i++)
        {
            TimeSpan delay = guesses.Delay(peer, right: false)!.Value;
            delays.Add(delay.TotalSeconds);
            clock.Advance(delay);
        }

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 30, 30, 30], delays);
    }

    [Fact]
    public void A_peer_that_does_not_wait_gets_no_more_guesses()
    {
        int looked = Enumerable.Range(0, 10_000).Count(_ => guesses.Delay(peer, right: false) is not null);
        Assert.InRange(looked, 5, 12);
        Assert.Null(guesses.Delay(peer, right: true)); // or the answer's absence would tell that it is wrong
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(TimeSpan.Zero, guesses.Delay(peer, right: true)); // refused attempts cost nothing
    }

    [Fact]
    public void Another_peer_and_a_peer_that_knows_the_token_do_not_wait()
    {
        Assert.Equal(TimeSpan.Zero, guesses.Delay(peer, right: true));
        while (guesses.Delay(peer, right: false) is not null)
        {
        }

        Assert.Equal(TimeSpan.Zero, guesses.Delay(other, right: true));
        Assert.Equal(TimeSpan.Zero, guesses.Delay(peer, right: true)); // viewers and a guesser behind one proxy
        Assert.Null(guesses.Delay(peer, right: false));
    }

    [Fact]
    public void The_right_token_after_wrong_ones_waits_for_their_delay_once()
    {
        guesses.Delay(peer, right: false);
        guesses.Delay(peer, right: false);
        Assert.Equal(TimeSpan.FromSeconds(0.75), guesses.Delay(peer, right: true));
        Assert.Equal(TimeSpan.Zero, guesses.Delay(peer, right: true));
    }

    [Fact]
    public void Wrong_tokens_are_forgotten_after_a_while()
    {
        for (int i = 0; i < 6; i++)
        {
            guesses.Delay(peer, right: false);
        }

        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(Guesses.Shortest, guesses.Delay(peer, right: false));
    }

    [Fact]
    public void Memory_is_bounded_and_the_most_recent_peers_are_kept()
    {
        for (uint i = 0; i < 3 * Guesses.MostPeers; i++)
        {
            guesses.Delay(RemotePeer.Of(new IPAddress(i)), right: false);
            guesses.Delay(peer, right: false);
            clock.Advance(TimeSpan.FromSeconds(40));
        }

        Assert.Equal(Guesses.MostPeers, guesses.Peers);
        Assert.Equal(Guesses.Longest, guesses.Delay(peer, right: false));
    }
}
