using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeResNet.Tests.Pipeline;
using OpenCvSharp;

namespace EdgeResNet.Tests.Capture.Network;

/// <summary>A server on loopback that may say anything. Each client has a thread; a request is all up to an empty line.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> clients = [];
    private readonly Action<string, Stream> answer;
    private readonly X509Certificate2? certificate;
    private readonly Thread accepting;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Answers a request; the connection closes when it returns, unless it reads on.</param>
    /// <param name="certificate">For TLS; null without.</param>
    public ScriptedServer(Action<string, Stream> answer, X509Certificate2? certificate = null)
    {
        this.answer = answer;
        this.certificate = certificate;
        listener.Start();
        accepting = new Thread(Accept) { IsBackground = true };
        accepting.Start();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The first lines of all requests, in order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The header <c>Authorization</c> of each request that had one.</summary>
    public ConcurrentQueue<string> Logins { get; } = new();

    public string Url(string path, string scheme = "http", string host = "127.0.0.1") => $"{scheme}://{host}:{Port}/{path}";

    /// <summary>Writes text, byte for byte.</summary>
    public static void Write(Stream stream, string text) => stream.Write(Encoding.Latin1.GetBytes(text));

    /// <summary>An answer with a body.</summary>
    public static void Write(Stream stream, string type, byte[] body)
    {
        Write(stream, $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        stream.Write(body);
    }

    /// <summary>An answer without success.</summary>
    public static void Refuse(Stream stream, string status, string header = "") => Write(stream, $"HTTP/1.1 {status}\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n");

    /// <summary>A JPEG of a <see cref="FrameCounter"/>.</summary>
    public static byte[] Jpeg(int number)
    {
        using Mat picture = new();
        FrameCounter.Draw(picture, number);
        return picture.ImEncode(".jpg");
    }

    /// <summary>Numbered pictures, as parts of one answer.</summary>
    /// <param name="stream">The client.</param>
    /// <param name="count">How many.</param>
    /// <param name="head">Status line and headers.</param>
    /// <param name="delimiter">Line before each part.</param>
    /// <param name="length">The length that a part's header says, from the true one; null for no header.</param>
    public static void Pictures(Stream stream, int count, string head = "HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n", string delimiter = "--frame", Func<int, int?>? length = null)
    {
        Write(stream, head);
        for (int i = 0; i < count; i++)
        {
            byte[] jpeg = Jpeg(i);
            int? said = length is null ? jpeg.Length : length(jpeg.Length);
            Write(stream, $"{delimiter}\r\nContent-Type: image/jpeg\r\n{(said is null ? "" : $"Content-Length: {said}\r\n")}\r\n");
            stream.Write(jpeg);
            Write(stream, "\r\n");
            RealTime.Pass(milliseconds: 10); // the camera's clock
        }
    }

    public void Dispose()
    {
        listener.Dispose();
        foreach (TcpClient client in clients)
        {
            client.Dispose();
        }

        accepting.Join();
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = listener.AcceptTcpClient();
                clients.Add(client);
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private void Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                using Stream stream = Open(client);
                using StreamReader reader = new(stream, Encoding.Latin1, leaveOpen: true);
                StringBuilder request = new();
                while (reader.ReadLine() is { Length: > 0 } line)
                {
                    request.Append(line).Append('\n');
                    if (request.Length == line.Length + 1)
                    {
                        Requests.Enqueue(line);
                    }

                    if (line.StartsWith("Authorization: ", StringComparison.OrdinalIgnoreCase))
                    {
                        Logins.Enqueue(line["Authorization: ".Length..]);
                    }
                }

                answer(request.ToString(), stream);
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or AuthenticationException or SocketException)
            {
                // The client left.
            }
        }
    }

    private Stream Open(TcpClient client)
    {
        if (certificate is null)
        {
            return client.GetStream();
        }

        SslStream secure = new(client.GetStream());
        secure.AuthenticateAsServer(certificate);
        return secure;
    }
}
