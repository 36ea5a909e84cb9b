using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EdgeResNet.EdgeApp.Pipeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Serves pictures and numbers. Streams end when the client leaves or <paramref name="stopping"/> is cancelled.</summary>
/// <param name="streams">Encoded pictures and numbers.</param>
/// <param name="controls">Takes snapshot requests.</param>
/// <param name="answerTime">How long an answer waits for the next picture.</param>
/// <param name="stopping">Ends all streams.</param>
internal sealed class PreviewEndpoints(PreviewStreams streams, PipelineControls controls, TimeSpan answerTime, CancellationToken stopping) : IPreviewRoutes
{
    /// <summary>Key in an address: <c>false</c> leaves the HUD out of the picture.</summary>
    public const string OverlayKey = "overlay";

    private static readonly byte[] firstBoundary = Encoding.ASCII.GetBytes($"--{PictureEncoder.Boundary}\r\n");

    public void Map(IEndpointRouteBuilder routes)
    {
        (string, string) overlay = (OverlayKey, "false leaves the HUD out of the picture");
        routes.MapGet("/stream.mjpg", StreamAsync).Describe(new("Motion JPEG: the newest picture whenever the last one was taken.") { Query = [overlay], Answers = [(StatusCodes.Status200OK, typeof(string), "multipart/x-mixed-replace")] });
        routes.MapGet("/snapshot.jpg", PictureAsync).Describe(new("The next picture; 503 if none comes.") { Query = [overlay], Answers = [(StatusCodes.Status200OK, typeof(string), "image/jpeg"), (StatusCodes.Status503ServiceUnavailable, null, "")] });
        routes.MapGet("/events", EventsAsync).Describe("The newest numbers as server-sent events, one JSON object each.", typeof(string), "text/event-stream");
        routes.MapGet("/api/state", StateAsync).Describe("The newest numbers.", typeof(JsonObject));
        routes.MapPost("/api/snapshot", SnapshotAsync).Describe("Saves the next picture on the program's machine and answers with it.", typeof(string), "image/png");
    }

    /// <summary>Motion JPEG: parts of one endless answer, each replacing the last.</summary>
    private Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = $"multipart/x-mixed-replace; boundary={PictureEncoder.Boundary}";
        return StreamAnswer.FollowAsync(context, PicturesFor(context), firstBoundary, stopping);
    }

    /// <summary>Server-sent events, one JSON object each.</summary>
    private Task EventsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        return StreamAnswer.FollowAsync(context, streams.Json, StreamAnswer.Retry, stopping);
    }

    /// <summary>Answers with the next picture; 503 if none comes.</summary>
    private Task PictureAsync(HttpContext context) => AnswerOnceAsync(context, PicturesFor(context), "image/jpeg");

    /// <summary>Answers with the newest numbers.</summary>
    private Task StateAsync(HttpContext context) => AnswerOnceAsync(context, streams.Json, "application/json; charset=utf-8");

    /// <summary>Saves the next picture, like the window's key, and answers with it.</summary>
    private Task SnapshotAsync(HttpContext context)
    {
        controls.RequestSnapshot();
        context.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture, $"attachment; filename=\"edgeresnet-{TimeProvider.System.GetLocalNow():yyyyMMdd-HHmmss}.png\"");
        return AnswerOnceAsync(context, streams.Pngs, "image/png");
    }

    private Broadcast PicturesFor(HttpContext context) => bool.TryParse(context.Request.Query[OverlayKey], out bool drawn) && !drawn ? streams.Plain : streams.Jpegs;

    private async Task AnswerOnceAsync(HttpContext context, Broadcast broadcast, string type)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        ending.CancelAfter(answerTime);
        using Viewer viewer = broadcast.Join(ending.Token);
        if (await viewer.NextAsync().ConfigureAwait(false) is not SharedBytes bytes)
        {
            context.Response.Headers.ContentDisposition = default;
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            context.Response.ContentType = type;
            context.Response.ContentLength = bytes.Content.Length;
            await context.Response.Body.WriteAsync(bytes.Content, context.RequestAborted).ConfigureAwait(false);
        }
        finally
        {
            bytes.Release();
        }
    }
}
