using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace EdgeResNet.EdgeApp.Capture.Network;

/// <summary>A request of <c>ffmpeg</c> to its proxy.</summary>
/// <param name="Target">The whole address.</param>
/// <param name="Authorization">Proof that it comes from this program's <c>ffmpeg</c>.</param>
/// <param name="Range">The bytes wanted; null for all.</param>
internal sealed record RelayRequest(string Target, string? Authorization, RangeHeaderValue? Range)
{
    private const int Longest = 1 << 16;

    /// <summary>Reads a GET request; null if it is something else.</summary>
    public static RelayRequest? Read(NetworkStream stream)
    {
        byte[] head = new byte[Longest];
        int length = 0;
        int end = -1;
        while (end < 0 && length < Longest && stream.Read(head, length, Longest - length) is int received && received > 0)
        {
            length += received;
            end = head.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
        }

        string[] lines = Encoding.Latin1.GetString(head, 0, Math.Max(0, end)).Split("\r\n");
        string[] request = lines[0].Split(' ');
        if (request.Length != 3 || request[0] != "GET")
        {
            return null;
        }

        _ = RangeHeaderValue.TryParse(Value(lines, "Range"), out RangeHeaderValue? range);
        bool whole = range?.Ranges.FirstOrDefault() is { From: 0, To: null };
        return new RelayRequest(request[1], Value(lines, "Proxy-Authorization"), whole ? null : range);
    }

    private static string? Value(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
