using EdgeResNet.EdgeApp.Explaining.Live;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Teaching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Explaining.Web;

/// <summary>Serves why the live picture has its label. Whoever asks counts as a viewer for three seconds.</summary>
/// <param name="board">The explanations.</param>
/// <param name="sink">Knows the learned pictures.</param>
internal sealed class ExplainRoutes(ExplanationBoard board, ExplainSink sink) : IPreviewRoutes
{
    /// <summary>Address of the explanation.</summary>
    public const string Path = "/api/explain";

    private const string MapPath = $"{Path}/activation.png";
    private const string PicturePath = $"{Path}/nearest/{{sha256}}.jpg";

    /// <summary>How long an answer waits for the next explanation.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(5);

    public void Map(IEndpointRouteBuilder routes)
    {
        (int, Type?, string) none = (StatusCodes.Status503ServiceUnavailable, typeof(string), ApiText.Text);
        routes.MapGet(Path, ExplainAsync).Describe(new("Why the live picture has its label: the learned pictures most like it, and whether there is a map.") { Answers = [(StatusCodes.Status200OK, typeof(Answer), ApiText.Json), none] });
        routes.MapGet(MapPath, MapAsync).Describe(new("What speaks for the label, as a picture with alpha for the region that the network sees; 404 if this network has no map.") { Answers = [(StatusCodes.Status200OK, typeof(string), "image/png"), (StatusCodes.Status404NotFound, typeof(string), ApiText.Text), none] });
        routes.MapGet(PicturePath, PictureAsync).Describe(new("Thumbnail of a learned picture.") { Answers = [(StatusCodes.Status200OK, typeof(string), "image/jpeg"), (StatusCodes.Status404NotFound, null, "")] });
    }

    private async Task ExplainAsync(HttpContext context)
    {
        if (await NextAsync(context).ConfigureAwait(false) is Explanation now)
        {
            int[]? region = now.Map is { Seen: PixelRect seen } ? [seen.X, seen.Y, seen.Width, seen.Height] : null;
            await context.Response.WriteAsJsonAsync(new Answer(now.Label, now.Frame, now.Map is null ? null : MapPath, region, now.WhyNoMap, [.. now.Nearest.Select(Near)], now.WhyNoPictures), StrictJson.Line, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private async Task MapAsync(HttpContext context)
    {
        if (await NextAsync(context).ConfigureAwait(false) is not Explanation now)
        {
            return;
        }

        if (now.Map is null)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status404NotFound, $"no map: {now.WhyNoMap}").ConfigureAwait(false);
            return;
        }

        byte[] png = EvidencePicture.Overlay(now.Map);
        context.Response.ContentType = "image/png";
        context.Response.Headers["X-EdgeResNet-Label"] = Uri.EscapeDataString(now.Label);
        await context.Response.Body.WriteAsync(png, context.RequestAborted).ConfigureAwait(false);
    }

    private Task PictureAsync(HttpContext context)
    {
        if (context.Request.RouteValues["sha256"] is not string sha256 || sink.Learned?.Thumbnail(sha256) is not byte[] jpeg)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "image/jpeg";
        context.Response.Headers.CacheControl = "private, max-age=86400";
        return context.Response.Body.WriteAsync(jpeg, context.RequestAborted).AsTask();
    }

    private async Task<Explanation?> NextAsync(HttpContext context)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(AnswerTime);
        try
        {
            return await board.LookAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, sink.Status.Problem is string problem ? $"no explanation: {problem}" : "no explanation: no frame comes; try again").ConfigureAwait(false);
            return null;
        }
    }

    private static NearAnswer Near(NearPicture picture) => new(picture.Name, picture.Sha256, picture.Class, picture.Cosine, PicturePath.Replace("{sha256}", picture.Sha256, StringComparison.Ordinal));

    private sealed record Answer(string Label, long Frame, string? Map, int[]? Region, string? WhyNoMap, NearAnswer[] Nearest, string? WhyNoPictures);

    private sealed record NearAnswer(string Name, string Sha256, string Class, double Cosine, string Picture);
}
