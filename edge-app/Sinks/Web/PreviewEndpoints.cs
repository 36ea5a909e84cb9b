using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>What each address of the web preview answers. Streams end when the client goes or <paramref name="stopping"/> is cancelled.</summary>
/// <param name="jpegs">Encoded pictures.</param>
/// <param name="json">The HUD's numbers.</param>
/// <param name="stopping">Ends all streams.</param>
internal sealed class PreviewEndpoints(Broadcast jpegs, Broadcast json, CancellationToken stopping)
{
    private const string Boundary = "edgeresnet-picture";
    private static readonly TimeSpan answerTime = TimeSpan.FromSeconds(5);
    private static readonly byte[] lineEnd = "\r\n"u8.ToArray();
    private static readonly byte[] eventStart = "data: "u8.ToArray();
    private static readonly byte[] eventEnd = "\n\n"u8.ToArray();

    /// <summary>The page.</summary>
    public static async Task PageAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:; script-src 'unsafe-inline'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/html; charset=utf-8";
        await SendResourceAsync(context, "Web/index.html").ConfigureAwait(false);
    }

    /// <summary>The fonts that the HUD uses, for a page that looks alike.</summary>
    public static async Task FontAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "max-age=86400";
        context.Response.ContentType = "font/sfnt";
        await SendResourceAsync(context, $"Fonts/{context.Request.RouteValues["name"]}").ConfigureAwait(false);
    }

    /// <summary>Motion JPEG: parts of one endless answer, each replacing the last.</summary>
    public async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = $"multipart/x-mixed-replace; boundary={Boundary}";
        byte[] head = new byte[128];
        await FollowAsync(context, jpegs, async (bytes, cancel) =>
        {
            int length = Encoding.ASCII.GetBytes($"--{Boundary}\r\nContent-Type: image/jpeg\r\nContent-Length: {bytes.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n", head);
            await context.Response.Body.WriteAsync(head.AsMemory(0, length), cancel).ConfigureAwait(false);
            await context.Response.Body.WriteAsync(bytes.Memory, cancel).ConfigureAwait(false);
            await context.Response.Body.WriteAsync(lineEnd, cancel).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Server-sent events, one JSON object each.</summary>
    public async Task EventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await FollowAsync(context, json, async (bytes, cancel) =>
        {
            await context.Response.Body.WriteAsync(eventStart, cancel).ConfigureAwait(false);
            await context.Response.Body.WriteAsync(bytes.Memory, cancel).ConfigureAwait(false);
            await context.Response.Body.WriteAsync(eventEnd, cancel).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>The next picture; 503 when none comes.</summary>
    public Task SnapshotAsync(HttpContext context) => AnswerOnceAsync(context, jpegs, "image/jpeg");

    /// <summary>The newest numbers; 503 when there are none.</summary>
    public Task StateAsync(HttpContext context) => AnswerOnceAsync(context, json, "application/json; charset=utf-8");

    private async Task FollowAsync(HttpContext context, Broadcast broadcast, Func<SharedBytes, CancellationToken, Task> send)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        long version = broadcast.Join();
        try
        {
            await context.Response.StartAsync(ending.Token).ConfigureAwait(false);
            while (true)
            {
                (SharedBytes bytes, version) = await broadcast.NextAsync(version, ending.Token).ConfigureAwait(false);
                try
                {
                    await send(bytes, ending.Token).ConfigureAwait(false);
                    await context.Response.Body.FlushAsync(ending.Token).ConfigureAwait(false);
                }
                finally
                {
                    bytes.Release();
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // the client went, or the preview ends: both are the normal end of a stream
        }
        finally
        {
            broadcast.Leave();
        }
    }

    private async Task AnswerOnceAsync(HttpContext context, Broadcast broadcast, string type)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        ending.CancelAfter(answerTime);
        context.Response.Headers.CacheControl = "no-store";
        long version = broadcast.Join();
        try
        {
            (SharedBytes bytes, _) = await broadcast.NextAsync(version, ending.Token).ConfigureAwait(false);
            try
            {
                context.Response.ContentType = type;
                context.Response.ContentLength = bytes.Length;
                await context.Response.Body.WriteAsync(bytes.Memory, context.RequestAborted).ConfigureAwait(false);
            }
            finally
            {
                bytes.Release();
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        finally
        {
            broadcast.Leave();
        }
    }

    private static async Task SendResourceAsync(HttpContext context, string name)
    {
        Stream? resource = typeof(PreviewEndpoints).Assembly.GetManifestResourceStream(name);
        if (resource is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await using (resource.ConfigureAwait(false))
        {
            context.Response.ContentLength = resource.Length;
            await resource.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
