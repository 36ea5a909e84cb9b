using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace EdgeResNet.EdgeApp.Sinks.Access;

/// <summary>Who a connection comes from, as the limits count it.</summary>
/// <param name="Family">IPv4 or IPv6; mapped addresses are IPv4.</param>
/// <param name="Network">The IPv4 address, or the /64 of the IPv6 address: one subscriber owns all of it. Of a link-local address, its last 64 bits.</param>
/// <param name="IsLocal">Whether it is this machine.</param>
internal readonly record struct RemotePeer(AddressFamily Family, ulong Network, bool IsLocal)
{
    /// <summary>The peer with this address.</summary>
    public static RemotePeer Of(IPAddress? address)
    {
        IPAddress plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address ?? IPAddress.None;
        Span<byte> bytes = stackalloc byte[16];
        plain.TryWriteBytes(bytes, out _);
        ulong network = plain.AddressFamily == AddressFamily.InterNetwork
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadUInt64BigEndian(plain.IsIPv6LinkLocal ? bytes[8..] : bytes);
        return new RemotePeer(plain.AddressFamily, network, IPAddress.IsLoopback(plain));
    }
}
