using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Sinks.Web;

/// <summary>Serves health, metrics and controls of the run.</summary>
internal sealed class RunEndpoints(LiveMetrics metrics) : IPreviewRoutes
{
    private readonly PipelineControls controls = metrics.Facts.Controls;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/controls", ControlAsync).Describe(new("Changes what its object names; answers with all controls.") { Body = typeof(Change), Answers = [(StatusCodes.Status200OK, typeof(Change), ApiText.Json), (StatusCodes.Status400BadRequest, typeof(string), ApiText.Text)] });
        routes.MapGet("/metrics", MetricsAsync).Describe("All metrics, for Prometheus.", typeof(string), ApiText.Text);
        routes.MapMethods(PreviewAccess.OpenPath, PreviewServer.readMethods, HealthAsync).Describe(new("Whether frames flow; needs no token.") { Answers = [(StatusCodes.Status200OK, typeof(Health), ApiText.Json), (StatusCodes.Status503ServiceUnavailable, typeof(Health), ApiText.Json)] });
    }

    /// <summary>Answers 200 while frames flow, else 503 with the reason.</summary>
    private Task HealthAsync(HttpContext context)
    {
        string? ailment = metrics.Ailment();
        context.Response.StatusCode = ailment is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(new Health(ailment is null ? "ok" : "failing", ailment), StrictJson.Line, context.RequestAborted);
    }

    /// <summary>Answers with all metrics, for Prometheus.</summary>
    private Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return metrics.WriteAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Takes a JSON object with the changes; answers with all controls.</summary>
    private async Task ControlAsync(HttpContext context)
    {
        try
        {
            Apply(await ApiRequest.ReadAsync<Change>(context).ConfigureAwait(false));
        }
        catch (UsageException error)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status400BadRequest, error.Message).ConfigureAwait(false);
            return;
        }

        await context.Response.WriteAsJsonAsync(new Change(controls.Paused, controls.OverlayVisible, controls.UnknownBelow), StrictJson.Line, context.RequestAborted).ConfigureAwait(false);
    }

    private void Apply(Change change)
    {
        if (change.UnknownBelow is double threshold)
        {
            controls.UnknownBelow = double.IsFinite(threshold) ? threshold : throw new UsageException("unknown_below is not a number");
        }

        if (change.Paused is bool paused)
        {
            controls.SetPaused(paused);
        }

        if (change.Overlay is bool overlay)
        {
            controls.SetOverlay(overlay);
        }
    }

    private sealed record Health(string Status, string? Reason);

    private sealed record Change(bool? Paused = null, bool? Overlay = null, double? UnknownBelow = null);
}
