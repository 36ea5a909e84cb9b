using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>An answer without end: the newest bytes of a broadcast, as fast as the client takes them.</summary>
internal static class StreamAnswer
{
    /// <summary>Begins server-sent events: the pause in milliseconds before a browser reconnects.</summary>
    public static ReadOnlyMemory<byte> Retry { get; } = "retry: 1000\n\n"u8.ToArray();

    /// <summary>Sends until the client leaves or <paramref name="stopping"/> is cancelled.</summary>
    /// <param name="context">The request.</param>
    /// <param name="broadcast">Gives the bytes.</param>
    /// <param name="beginning">Sent first.</param>
    /// <param name="stopping">Ends the answer.</param>
    public static async Task FollowAsync(HttpContext context, Broadcast broadcast, ReadOnlyMemory<byte> beginning, CancellationToken stopping)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.Headers["X-Accel-Buffering"] = "no"; // proxies must not buffer either
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        using Viewer viewer = broadcast.Join(ending.Token);
        Stream body = context.Response.Body;
        try
        {
            await body.WriteAsync(beginning, ending.Token).ConfigureAwait(false);
            await body.FlushAsync(ending.Token).ConfigureAwait(false);
            while (await viewer.NextAsync().ConfigureAwait(false) is SharedBytes bytes)
            {
                try
                {
                    await body.WriteAsync(bytes.Framed, ending.Token).ConfigureAwait(false);
                    await body.FlushAsync(ending.Token).ConfigureAwait(false); // waits until the system has the bytes; only then the next newest is chosen
                }
                finally
                {
                    bytes.Release();
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // the client left or the server stops: both are normal
        }
    }
}
