using System.Net;
using EdgeResNet.EdgeApp.Sinks.Access;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace EdgeResNet.Tests.Sinks.Access;

/// <summary>Connections from any address, without a network.</summary>
public sealed class GuestsTest : IAsyncDisposable
{
    private const string Attacker = "192.0.2.1";
    private readonly Guests guests = new("/healthz");
    private readonly List<Caller> callers = [];

    public async ValueTask DisposeAsync()
    {
        foreach (Caller caller in callers)
        {
            await caller.DisposeAsync();
        }
    }

    [Fact]
    public void A_new_connection_ends_the_oldest_idle_one_of_its_own_peer()
    {
        Caller friend = Connect("192.0.2.9");
        Caller[] idle = [.. Enumerable.Range(0, 80).Select(_ => Connect(Attacker))];
        Assert.Equal(GuestList.WaitingOfPeer, idle.Count(caller => !caller.IsEnded));
        Assert.All(idle[^GuestList.WaitingOfPeer..], caller => Assert.False(caller.IsEnded));
        Assert.False(friend.IsEnded);
    }

    [Fact]
    public void Addresses_of_one_IPv6_network_are_one_peer()
    {
        Caller[] idle = [.. Enumerable.Range(1, 80).Select(i => Connect($"2001:db8::{i:x}"))];
        Assert.Equal(GuestList.WaitingOfPeer, idle.Count(caller => !caller.IsEnded));
    }

    [Fact]
    public void Many_slow_peers_end_their_own_connections_first_and_leave_room_for_this_machine()
    {
        Caller local = Connect("127.0.0.1");
        Caller[] idle = [.. Enumerable.Range(0, 300).Select(i => Connect($"198.51.100.{i % 50}"))];
        Caller friend = Connect("192.0.2.9");
        Assert.Equal(GuestList.Waiting - 1, idle.Count(caller => !caller.IsEnded));
        Assert.False(friend.IsEnded);
        Assert.False(local.IsEnded);
        Assert.True(friend.Ask());
    }

    [Fact]
    public void A_served_request_is_never_ended_by_newer_connections()
    {
        Caller viewer = Connect(Attacker);
        Assert.True(viewer.Ask());
        for (int i = 0; i < 80; i++)
        {
            Connect(Attacker);
        }

        Assert.False(viewer.IsEnded);
    }

    [Fact]
    public void Viewers_have_places_for_each_peer_and_the_health_check_needs_none()
    {
        int served = Enumerable.Range(0, 80).Count(_ => Connect(Attacker).Ask());
        Assert.Equal(32, served);
        Assert.True(Connect("192.0.2.9").Ask());
        int all = served + 1 + Enumerable.Range(0, 80).Count(i => Connect($"198.51.100.{i}").Ask());
        Assert.Equal(GuestList.Served, all);
        Caller late = Connect("203.0.113.1");
        Assert.False(late.Ask());
        Assert.True(late.Ask("/healthz"));
        Assert.True(Connect("127.0.0.1").Ask());
    }

    [Fact]
    public void A_place_is_free_again_after_the_answer()
    {
        Caller[] viewers = [.. Enumerable.Range(0, 32).Select(_ => Connect(Attacker))];
        Assert.All(viewers, viewer => Assert.True(viewer.Ask()));
        Caller late = Connect(Attacker);
        Assert.False(late.Ask());
        viewers[0].EndAnswer();
        Assert.True(late.Ask());
    }

    private Caller Connect(string address)
    {
        Caller caller = new(guests, IPAddress.Parse(address));
        callers.Add(caller);
        return caller;
    }

    private sealed class Caller : IAsyncDisposable
    {
        private readonly Guests guests;
        private readonly FakeConnection connection = new();
        private readonly TaskCompletionSource closed = new();
        private readonly TaskCompletionSource answered = new();

        public Caller(Guests guests, IPAddress address)
        {
            this.guests = guests;
            connection.RemoteEndPoint = new IPEndPoint(address, 1000);
            _ = guests.RunAsync(connection, _ => closed.Task);
        }

        public bool IsEnded => connection.IsEnded;

        /// <summary>Asks for an answer that lasts until <see cref="EndAnswer"/>; false when there is no place.</summary>
        public bool Ask(string path = "/stream.mjpg")
        {
            DefaultHttpContext request = new();
            request.Request.Path = path;
            request.Features.Set(connection.Features.Get<Guest>());
            bool served = false;
            _ = guests.ServeAsync(request, _ =>
            {
                served = true;
                return answered.Task;
            });
            return served;
        }

        public void EndAnswer() => answered.TrySetResult();

        public async ValueTask DisposeAsync()
        {
            EndAnswer();
            closed.TrySetResult();
            await connection.DisposeAsync();
        }
    }

    private sealed class FakeConnection : DefaultConnectionContext
    {
        public bool IsEnded { get; private set; }

        public override void Abort(ConnectionAbortedException abortReason) => IsEnded = true;
    }
}
