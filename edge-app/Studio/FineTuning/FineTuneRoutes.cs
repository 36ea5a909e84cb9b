using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Studio.FineTuning;

/// <summary>Starts and cancels fine-tuning.</summary>
/// <param name="run">Does it.</param>
internal sealed class FineTuneRoutes(FineTuneRun run) : IPreviewRoutes
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/studio/fine-tune", StudioRequest.Accepted(StudioRequest.Doing(() =>
        {
            run.Start();
            return new Done("fine-tuning");
        }))).Describe(StudioApi.Changing("Begins to train the whole network in a child process; the state tells its progress.") with { Answers = [(StatusCodes.Status202Accepted, typeof(Done), ApiText.Json), (StatusCodes.Status422UnprocessableEntity, typeof(string), ApiText.Text)] });
        routes.MapPost("/api/studio/fine-tune/cancel", StudioRequest.Doing(() =>
        {
            run.Cancel();
            return new Done("cancelled");
        })).Describe(StudioApi.Changing("Ends the child process; nothing is saved."));
    }
}
