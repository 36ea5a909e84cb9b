using System.Text.Json;
using EdgeResNet.EdgeApp.Sinks.Collecting;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.EdgeApp.Studio.Web;
using EdgeResNet.Shared.Files;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Studio.Labelling;

/// <summary>Serves the inbox: groups, pictures and labels.</summary>
internal sealed class InboxRoutes : IPreviewRoutes, IStudioPart
{
    private readonly StudioRoom room;
    private readonly InboxFolder inbox;
    private readonly InboxLabels labels;
    private readonly string folder;
    private (DateTime Changed, int Pictures) counted;

    /// <summary>The inbox of a studio.</summary>
    public InboxRoutes(StudioRoom room)
    {
        this.room = room;
        inbox = new InboxFolder(room.Album.Folder);
        labels = new InboxLabels(room.Album);
        folder = Path.Combine(room.Album.Folder, Inbox.FolderName);
    }

    public string Key => "inbox";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/studio/inbox", StudioRequest.Doing(() => InboxGroups.Of(inbox.Read()).Select(Describe).ToArray())).Describe("Collected pictures in groups that look alike.", typeof(IReadOnlyList<ListedGroup>));
        routes.MapGet("/api/studio/inbox/{id}.jpg", PictureAsync).Describe(new ApiText("A collected picture.") { Answers = [(StatusCodes.Status200OK, typeof(string), "image/jpeg"), (StatusCodes.Status404NotFound, typeof(string), ApiText.Text)] });
        routes.MapPost("/api/studio/inbox/label", StudioRequest.Taking<Asked>(Label)).Describe(StudioApi.Taking<Asked>("Moves collected pictures into a class; without a class, to the trash."));
    }

    public void Write(Utf8JsonWriter json)
    {
        DateTime changed = Directory.GetLastWriteTimeUtc(folder); // a fixed time without the folder
        if (counted.Changed != changed)
        {
            counted = (changed, inbox.Count());
        }

        json.WriteStartObject();
        json.WriteNumber("pictures", counted.Pictures);
        json.WriteEndObject();
    }

    private Done Label(Asked asked)
    {
        string text = asked.Class is string label ? labels.Label(asked.Ids, label).Text : labels.Discard(asked.Ids).Text;
        room.Wake();
        return new Done(text);
    }

    private Task PictureAsync(HttpContext context) => StudioRequest.GuardAsync(context, async () =>
    {
        string id = (string?)context.Request.RouteValues["id"] ?? "";
        string path = Path.Combine(room.Album.Folder, InboxFolder.PathOf(id));
        if (!InboxFolder.IsId(id) || !File.Exists(path))
        {
            await ApiRequest.RefuseAsync(context, StatusCodes.Status404NotFound, "the picture is gone; load the inbox again").ConfigureAwait(false);
            return;
        }

        byte[] content = RegularFile.ReadBytes(path);
        context.Response.ContentType = "image/jpeg";
        context.Response.Headers.CacheControl = "private, max-age=86400, immutable"; // a name is never used again
        await context.Response.Body.WriteAsync(content, context.RequestAborted).ConfigureAwait(false);
    });

    private static ListedGroup Describe(InboxGroup group) => new(
        group.Id,
        group.Suggested,
        [.. group.Pictures.Select(picture => new ListedPicture(picture.Id, picture.Entry.Time, picture.Entry.Top, picture.Entry.State, picture.Entry.Reasons))]);

    private sealed record Asked(IReadOnlyList<string> Ids, string? Class = null);

    private sealed record ListedGroup(string Id, string? Suggested, IReadOnlyList<ListedPicture> Pictures);

    private sealed record ListedPicture(string Id, DateTimeOffset Time, IReadOnlyList<InboxScore> Top, string State, IReadOnlyList<string> Reasons);
}
