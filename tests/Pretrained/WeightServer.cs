using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeResNet.Tests.Pretrained;

/// <summary>A client's request.</summary>
internal sealed record WeightRequest(string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>First byte wanted; 0 without a range.</summary>
    public int From => Headers.TryGetValue("Range", out string? range) ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
}

/// <summary>An answer. The connection closes after <see cref="Body"/>, at any stated length, or stays open in silence.</summary>
internal sealed record WeightAnswer(int Status, byte[] Body, params string[] Headers)
{
    /// <summary>Value of <c>Content-Length</c>.</summary>
    public long Length { get; init; } = Body.Length;

    public bool ThenSilent { get; init; }
}

/// <summary>A web server on loopback for many clients at once; a test writes its answers.</summary>
internal sealed class WeightServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<WeightRequest, WeightAnswer> answer;
    private readonly ConcurrentBag<TcpClient> clients = [];
    private readonly Thread thread;

    public WeightServer(Func<WeightRequest, WeightAnswer> answer)
    {
        this.answer = answer;
        listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/models/");
        thread = new Thread(Accept) { IsBackground = true };
        thread.Start();
    }

    public Uri Address { get; }

    public ConcurrentQueue<WeightRequest> Requests { get; } = [];

    /// <summary>Answers like a static web server, with ranges and <c>If-Range</c>.</summary>
    public static WeightAnswer File(WeightRequest request, byte[] body, string tag = "\"one\"")
    {
        if (request.From == 0 || (request.Headers.TryGetValue("If-Range", out string? known) && known != tag))
        {
            return new WeightAnswer(200, body, $"ETag: {tag}");
        }

        return request.From < body.Length
            ? new WeightAnswer(206, body[request.From..], $"ETag: {tag}", $"Content-Range: bytes {request.From}-{body.Length - 1}/{body.Length}")
            : new WeightAnswer(416, [], $"Content-Range: bytes */{body.Length}");
    }

    public void Dispose()
    {
        listener.Dispose();
        thread.Join();
        foreach (TcpClient client in clients)
        {
            client.Dispose();
        }
    }

    private void Accept()
    {
        while (true)
        {
            try
            {
                TcpClient client = listener.AcceptTcpClient();
                clients.Add(client);
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return; // disposed
            }
        }
    }

    private void Serve(TcpClient client)
    {
        try
        {
            NetworkStream stream = client.GetStream();
            using StreamReader reader = new(stream, Encoding.ASCII, leaveOpen: true);
            string path = reader.ReadLine()!.Split(' ')[1];
            Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
            while (reader.ReadLine() is { Length: > 0 } line)
            {
                string[] parts = line.Split(": ", 2);
                headers[parts[0]] = parts[1];
            }

            WeightRequest request = new(path, headers);
            Requests.Enqueue(request);
            WeightAnswer reply = answer(request);
            string head = string.Concat(reply.Headers.Select(header => header + "\r\n"));
            stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 {reply.Status} x\r\n{head}Content-Length: {reply.Length}\r\nConnection: close\r\n\r\n"));
            stream.Write(reply.Body);
            if (!reply.ThenSilent)
            {
                client.Dispose();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The client left, or the server is being disposed.
        }
    }
}
