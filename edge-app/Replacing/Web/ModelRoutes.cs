using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Replacing.Web;

/// <summary>Serves <c>/api/model</c>: which model answers, and another one in its place.</summary>
/// <param name="models">Replaces models; stays with the caller.</param>
internal sealed class ModelRoutes(ModelSwitch models) : IPreviewRoutes
{
    /// <summary>The address.</summary>
    public const string Path = "/api/model";

    private const int LongestPath = 1024;

    /// <summary>How long an answer waits for the first frame of a new model: a lost source has none.</summary>
    public TimeSpan FrameTime { get; init; } = TimeSpan.FromMinutes(2);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync).Describe("The model that answers.", typeof(ModelState));
        routes.MapPost(Path, ReplaceAsync).Describe(new("Verifies and loads the bundle at a path on the device, and lets it answer in place of the running model.")
        {
            Body = typeof(Request),
            Answers =
            [
                (StatusCodes.Status200OK, typeof(ModelState), ApiText.Json),
                .. ((int[])[400, 409, 422, 503, 504]).Select(status => (status, (Type?)typeof(string), ApiText.Text)),
            ],
        });
    }

    private Task ShowAsync(HttpContext context) => context.Response.WriteAsJsonAsync(ModelState.Of(models), StrictJson.Line, context.RequestAborted);

    private async Task ReplaceAsync(HttpContext context)
    {
        try
        {
            string path = await ReadAsync(context).ConfigureAwait(false);
            await models.ReplaceAsync(path).WaitAsync(FrameTime, context.RequestAborted).ConfigureAwait(false);
            await ShowAsync(context).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
        }
        catch (SupersededException e)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status409Conflict, e.Message).ConfigureAwait(false);
        }
        catch (InputException e)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status422UnprocessableEntity, e.Message).ConfigureAwait(false);
        }
        catch (DeviceException e)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, e.Message).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status504GatewayTimeout, "the model is ready, or nearly so, and takes over at the next frame; GET /api/model tells when").ConfigureAwait(false);
        }
    }

    private static async Task<string> ReadAsync(HttpContext context)
    {
        string path = (await ApiRequest.ReadAsync<Request>(context).ConfigureAwait(false)).Model;
        return path.Length is 0 or > LongestPath || !Printable.IsName(path)
            ? throw new UsageException($"model is '{Printable.Of(path[..Math.Min(path.Length, 80)])}'; expected the path of a bundle on the device, without control characters")
            : path;
    }

    private sealed record Request(string Model);
}
