using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Sinks.Collecting;

/// <summary>Serves <c>POST /api/label</c>: the picture on the screen was wrong, it is this.</summary>
/// <param name="request">Reaches the sink that keeps the picture.</param>
internal sealed class LabelRoutes(LabelRequest request) : IPreviewRoutes
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    /// <summary>The routes for the sink among these that collects; none without one.</summary>
    public static IReadOnlyList<IPreviewRoutes> Of(IReadOnlyList<IFrameSink> sinks) => [.. sinks.OfType<CollectSink>().Select(sink => new LabelRoutes(sink.Labels))];

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/label", LabelAsync).Describe(new ApiText("Keeps the picture on the screen with this label.")
    {
        Body = typeof(Said),
        Answers = [(StatusCodes.Status200OK, typeof(Said), ApiText.Json), (StatusCodes.Status400BadRequest, typeof(string), ApiText.Text), (StatusCodes.Status503ServiceUnavailable, typeof(string), ApiText.Text)],
    });

    private async Task LabelAsync(HttpContext context)
    {
        try
        {
            string label = NewClass.Name((await ApiRequest.ReadAsync<Said>(context).ConfigureAwait(false)).Label);
            bool taken = await request.Ask(label).WaitAsync(patience, context.RequestAborted).ConfigureAwait(false);
            await (taken ? context.Response.WriteAsJsonAsync(new Said(label), StrictJson.Line, context.RequestAborted) : ApiRequest.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "another label came first; send it again")).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            request.GiveUp();
            await ApiRequest.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "no picture comes; try again when the source is back").ConfigureAwait(false);
        }
    }

    private sealed record Said(string Label);
}
