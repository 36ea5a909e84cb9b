using System.Net;
using EdgeResNet.EdgeApp.Sinks.Access;

namespace EdgeResNet.Tests.Sinks.Access;

public class RemotePeerTest
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("2001:db8:0:7::1", "2001:db8:0:7:ffff::2", true)]
    [InlineData("2001:db8:0:7::1", "2001:db8:0:8::1", false)]
    [InlineData("fe80::1", "fe80::2", false)] // all neighbours share this network
    [InlineData("192.0.2.1", "::c000:201", false)]
    [InlineData("127.0.0.1", "127.0.0.2", false)]
    public void A_peer_is_an_IPv4_address_or_a_64_of_IPv6(string one, string other, bool same) =>
        Assert.Equal(same, RemotePeer.Of(IPAddress.Parse(one)) == RemotePeer.Of(IPAddress.Parse(other)));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_loopback_is_this_machine(string address, bool local) => Assert.Equal(local, RemotePeer.Of(IPAddress.Parse(address)).IsLocal);
}
