using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Versions;
using EdgeResNet.EdgeApp.Studio.Web;
using EdgeResNet.Shared.Inference;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Studio.Shadow;

/// <summary>Starts and ends a version in the shadow.</summary>
/// <param name="shelf">The versions.</param>
/// <param name="shadow">Runs it.</param>
internal sealed class ShadowRoutes(VersionShelf shelf, ShadowSink shadow) : IPreviewRoutes
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/studio/versions/shadow", StudioRequest.Taking<Chosen>(asked =>
    {
        if (asked.Id is not string id)
        {
            shadow.Use("", null);
            return new Done("no version runs in the shadow");
        }

        shadow.Use(id, VersionDesk.Load(shelf.Get(id), new ClassifierOptions { ExecutionProvider = "cpu", Threads = 1 })); // all on the shadow's own thread
        return new Done($"version {id} runs in the shadow");
    })).Describe(StudioApi.Taking<Chosen>("Runs a version beside the model that speaks; null ends it. The state compares their answers."));

    private sealed record Chosen(string? Id = null);
}
