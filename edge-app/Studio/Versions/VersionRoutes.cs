using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Studio.Versions;

/// <summary>Serves the versions: list, save, compare, promote, go back.</summary>
/// <param name="desk">Does it.</param>
internal sealed class VersionRoutes(VersionDesk desk) : IPreviewRoutes
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/studio/versions", StudioRequest.Doing(() => desk.Shelf.List().Reverse().Select(Describe).ToArray())).Describe("The saved versions, the newest first.", typeof(IReadOnlyList<ListedVersion>));
        routes.MapPost("/api/studio/versions", StudioRequest.Accepted(StudioRequest.Taking<Named>(asked =>
        {
            desk.Save(asked.Name);
            return new Done("saving");
        }))).Describe(StudioApi.Taking<Named>("Begins to save the pictures as a version; the state tells its progress.") with { Answers = [(StatusCodes.Status202Accepted, typeof(Done), ApiText.Json), (StatusCodes.Status422UnprocessableEntity, typeof(string), ApiText.Text)] });
        routes.MapPost("/api/studio/versions/compare", StudioRequest.Taking<Pair>(asked => desk.Compare(asked.First, asked.Second)))
            .Describe(new ApiText("Compares two versions on the same pictures, each by heads that did not learn them.") { Body = typeof(Pair), Answers = [(StatusCodes.Status200OK, typeof(VersionComparison), ApiText.Json), (StatusCodes.Status400BadRequest, typeof(string), ApiText.Text), (StatusCodes.Status422UnprocessableEntity, typeof(string), ApiText.Text)] });
        routes.MapPost("/api/studio/versions/promote", StudioRequest.Taking<Chosen>(asked => new Done($"version {desk.Promote(asked.Id).Id} answers"))).Describe(StudioApi.Taking<Chosen>("Lets a version answer, and the link current lead to it."));
        routes.MapPost("/api/studio/versions/back", StudioRequest.Doing(() => new Done($"version {desk.Back().Id} answers"))).Describe(StudioApi.Changing("Lets the version answer that was promoted before."));
    }

    private ListedVersion Describe(SavedVersion version) => new(
        version.Id,
        version.Card.Name,
        version.Path,
        version.Learned?.Time,
        version.Card.Output.Labels,
        version.Learned?.Pictures.Count,
        version.Card.Metrics?.Top1,
        version.Card.Metrics?.Interval,
        version.Sha256,
        version.Id == desk.Shelf.Current,
        version.Learned?.FineTuned ?? false);

    private sealed record Named(string? Name = null);

    private sealed record Chosen(string Id);

    private sealed record Pair(string First, string Second);

    /// <summary>A version of the list.</summary>
    private sealed record ListedVersion(string Id, string Name, string Path, DateTimeOffset? Time, IReadOnlyList<string> Classes, int? Pictures, double? Top1, IReadOnlyList<double>? Interval, string Sha256, bool Active, bool FineTuned);
}
