using System.Net;
using System.Net.Sockets;
using EdgeResNet.EdgeApp.Sinks.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The HTTP server of the web preview: page, picture stream, number stream, metrics. Owns the listening socket.</summary>
internal sealed class PreviewServer : IDisposable
{
    private const int TcpLevel = 6;
    private const int NotSentLowWater = 25; // Linux's TCP_NOTSENT_LOWAT
    private const int NotSentBytes = 32 * 1024;
    private const int SendBufferBytes = 128 * 1024;
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Methods that read.</summary>
    internal static readonly string[] readMethods = [HttpMethods.Get, HttpMethods.Head];
    private readonly IPEndPoint endPoint;
    private readonly CancellationTokenSource stopping = new();
    private readonly WebApplication application;
    private bool started;

    /// <summary>Sets up the routes; <see cref="TryStart"/> listens.</summary>
    public PreviewServer(PreviewSettings settings, PreviewStreams streams, LiveMetrics metrics)
    {
        endPoint = settings.EndPoint;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "edgeresnet" });
        builder.WebHost.UseKestrelCore();
        Guests guests = new(PreviewAccess.OpenPath);
        builder.WebHost.ConfigureKestrel(options => Configure(options, settings, guests));
        builder.WebHost.UseSockets(options => options.CreateBoundListenSocket = CreateSocket);
        builder.Services.AddRoutingCore();
        builder.Services.AddResponseCompression(Compress);
        ApiDocument.Add(builder.Services);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>(); // the program handles Ctrl-C
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = patience);
        application = builder.Build();
        application.UseResponseCompression();
        application.Use(new PreviewAccess(settings).GuardAsync);
        application.Use(guests.ServeAsync);
        application.MapMethods("/", readMethods, settings.Page.AnswerAsync).Describe("The page.", typeof(string), "text/html");
        application.MapGet("/fonts/{name}", PreviewPage.FontAsync).Describe("A font of the page.", typeof(string), "font/woff2");
        new PreviewEndpoints(streams, metrics.Facts.Controls, settings.AnswerTime, stopping.Token).Map(application);
        new RunEndpoints(metrics).Map(application);
        foreach (IPreviewRoutes routes in settings.Routes)
        {
            routes.Map(application);
        }

        ApiDocument.Map(application);
    }

    /// <summary>Address of the page; with port 0, known after <see cref="TryStart"/>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Listens, unless it already does.</summary>
    /// <returns>False when another program uses the port.</returns>
    /// <exception cref="DeviceException">The address cannot be used.</exception>
    public bool TryStart()
    {
        if (started)
        {
            return true;
        }

        try
        {
            application.StartAsync().GetAwaiter().GetResult();
        }
        catch (Exception error) when (IsTaken(error) || IsTaken(error.InnerException) || IsTaken(error.InnerException?.InnerException))
        {
            return false;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            throw new DeviceException($"--web {endPoint}: cannot listen there ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}); choose another address", error);
        }

        started = true;
        Uri bound = new(application.Urls.First());
        string host = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any) ? "127.0.0.1" : bound.Host;
        Address = new UriBuilder("http", host, bound.Port).Uri;
        return true;
    }

    /// <summary>Ends all streams and closes the port, within about a second.</summary>
    public void Stop()
    {
        if (started)
        {
            started = false;
            stopping.Cancel();
            using CancellationTokenSource limit = new(patience);
            application.StopAsync(limit.Token).GetAwaiter().GetResult();
        }
    }

    public void Dispose()
    {
        Stop();
        ((IDisposable)application).Dispose();
        stopping.Dispose();
    }

    private static bool IsTaken(Exception? error) => error is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };

    // Small buffers: a slow viewer gets the newest picture instead of old ones from the buffers.
    internal static Socket CreateSocket(EndPoint address)
    {
        Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        socket.SendBufferSize = SendBufferBytes; // connections inherit it
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(TcpLevel, NotSentLowWater, BitConverter.GetBytes(NotSentBytes));
        }

        return socket;
    }

    private static void Configure(KestrelServerOptions options, PreviewSettings settings, Guests guests)
    {
        options.AddServerHeader = false;
        options.Limits.KeepAliveTimeout = settings.IdlePatience;
        options.Limits.RequestHeadersTimeout = settings.IdlePatience;
        options.Limits.MaxRequestBodySize = 4096;
        options.Limits.MaxResponseBufferSize = 0; // a write ends when the system has the bytes
        options.Listen(settings.EndPoint, listen => listen.Use(next => connection => guests.RunAsync(connection, next)));
    }

    // Whole answers of text; streams go out as they come.
    private static void Compress(ResponseCompressionOptions options)
    {
        options.Providers.Add<GzipCompressionProvider>();
        options.MimeTypes = ["text/html", "text/plain", "application/json"];
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
