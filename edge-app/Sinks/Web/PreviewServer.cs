using System.Net;
using System.Net.Sockets;
using EdgeResNet.Shared.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>The HTTP side of the web preview: the page, the stream of pictures, the stream of numbers. Owns the listening socket.</summary>
internal sealed class PreviewServer : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(1);
    private readonly IPEndPoint endPoint;
    private readonly CancellationTokenSource stopping = new();
    private readonly WebApplication application;
    private readonly bool localOnly;
    private bool started;

    /// <summary>Lays out the routes; <see cref="TryStart"/> listens.</summary>
    public PreviewServer(IPEndPoint endPoint, Broadcast jpegs, Broadcast json)
    {
        this.endPoint = endPoint;
        localOnly = IPAddress.IsLoopback(endPoint.Address);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "edgeresnet" });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(Configure);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoSignals>(); // Ctrl-C belongs to the program
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = patience);
        application = builder.Build();
        application.Use(GuardAsync);
        PreviewEndpoints endpoints = new(jpegs, json, stopping.Token);
        application.MapGet("/", PreviewEndpoints.PageAsync);
        application.MapGet("/fonts/{name}", PreviewEndpoints.FontAsync);
        application.MapGet("/stream.mjpg", endpoints.StreamAsync);
        application.MapGet("/snapshot.jpg", endpoints.SnapshotAsync);
        application.MapGet("/state", endpoints.StateAsync);
        application.MapGet("/events", endpoints.EventsAsync);
    }

    /// <summary>Where the page is; with port 0, known after <see cref="TryStart"/>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Listens, if it does not yet.</summary>
    /// <returns>False when another program listens there.</returns>
    /// <exception cref="DeviceException">The address cannot be used at all.</exception>
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
            throw new DeviceException($"The web preview cannot listen on {endPoint}: {error.Message.ReplaceLineEndings(" ")}; choose another address with --web ADDR:PORT.", error);
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

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        ((IDisposable)application).Dispose();
        stopping.Dispose();
    }

    private static bool IsTaken(Exception? error) => error is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };

    private void Configure(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = 64;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(endPoint);
    }

    // A page of another site must not read the camera by way of a name that points here (DNS rebinding).
    private Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        string host = context.Request.Host.Host;
        if (localOnly && host != "localhost" && !(IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address)))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
