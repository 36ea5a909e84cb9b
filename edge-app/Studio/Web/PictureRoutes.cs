using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Teaching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>Moves and deletes pictures, takes changes back and makes them again.</summary>
/// <param name="room">The studio.</param>
internal sealed class PictureRoutes(StudioRoom room) : IPreviewRoutes
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/studio/pictures/move", StudioRequest.Taking<Moved>(asked => Answer(room.Album.Move(asked.Paths, asked.Class)))).Describe(StudioApi.Taking<Moved>("Moves pictures to another class."));
        routes.MapPost("/api/studio/pictures/delete", StudioRequest.Taking<Deleted>(asked => Answer(room.Album.Delete(asked.Paths)))).Describe(StudioApi.Taking<Deleted>("Moves pictures to the trash."));
        routes.MapPost("/api/studio/undo", StudioRequest.Doing(() => Answer(room.Album.Undo()))).Describe(StudioApi.Changing("Takes the last change back."));
        routes.MapPost("/api/studio/redo", StudioRequest.Doing(() => Answer(room.Album.Redo()))).Describe(StudioApi.Changing("Makes the change again that was taken back last."));
    }

    private Done Answer(AlbumOperation? done)
    {
        room.Wake();
        return new Done(done is { Moves.Count: > 0 } ? done.Text : null);
    }

    /// <summary>Pictures and their new class.</summary>
    private sealed record Moved(IReadOnlyList<string> Paths, string Class);

    /// <summary>Pictures.</summary>
    private sealed record Deleted(IReadOnlyList<string> Paths);
}
