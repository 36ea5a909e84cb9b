using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EdgeResNet.Tests.Sinks.Changes;

/// <summary>A web server on loopback that keeps all posts and gives the prepared answers, then 204.</summary>
internal sealed class HookReceiver : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentQueue<int> answers;

    public HookReceiver(params int[] answers)
    {
        this.answers = new ConcurrentQueue<int>(answers);
        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/hook";
        free.Stop();
        listener.Prefixes.Add(Url + "/");
        listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Url { get; }

    public ConcurrentQueue<(WebHeaderCollection Headers, byte[] Body)> Posts { get; } = new();

    public void Dispose() => listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                using MemoryStream body = new();
                await context.Request.InputStream.CopyToAsync(body);
                Posts.Enqueue(((WebHeaderCollection)context.Request.Headers, body.ToArray()));
                context.Response.StatusCode = answers.TryDequeue(out int answer) ? answer : 204;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // This server is being disposed.
        }
    }
}
