using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Recording;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>Makes, renames and deletes classes, and records into them.</summary>
/// <param name="room">The studio.</param>
/// <param name="button">The held button.</param>
internal sealed class ClassRoutes(StudioRoom room, RecordingButton button) : IPreviewRoutes
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/studio/classes", StudioRequest.Taking<NamedClass>(Make)).Describe(StudioApi.Taking<NamedClass>("Makes a class."));
        routes.MapPost("/api/studio/classes/rename", StudioRequest.Taking<NewName>(Rename)).Describe(StudioApi.Taking<NewName>("Renames a class, or joins it to another."));
        routes.MapPost("/api/studio/classes/delete", StudioRequest.Taking<NamedClass>(Delete)).Describe(StudioApi.Taking<NamedClass>("Moves a class with its pictures to the trash."));
        routes.MapPost("/api/studio/record", StudioRequest.Taking<HeldButton>(Record)).Describe(StudioApi.Taking<HeldButton>("Records into a class for three more seconds; a class of null ends it."));
    }

    private Done Make(NamedClass asked) => Answer($"made {room.Album.AddClass(asked.Name)}");

    private Done Rename(NewName asked)
    {
        room.Album.Rename(Existing(asked.Name), asked.To);
        return Answer($"rename {asked.Name} to {NewClass.Name(asked.To)}"); // also of a class without pictures
    }

    private Done Delete(NamedClass asked)
    {
        if (button.Label == Existing(asked.Name))
        {
            button.Release();
        }

        return Answer(room.Album.DeleteClass(asked.Name).Text);
    }

    private Done Record(HeldButton asked)
    {
        if (asked.Class is null)
        {
            button.Release();
            room.Wake(); // the last pictures are learned now
        }
        else
        {
            button.Press(asked.Class, asked.Rate ?? RecordingButton.UsualRate);
        }

        room.Changes.Tell();
        return new Done(button.Label is string label ? $"recording {label}" : null);
    }

    private string Existing(string name) => room.Current.Folders.Contains(name) ? name : throw new UsageException($"class '{name}' does not exist; reload the page");

    private Done Answer(string what)
    {
        room.Wake();
        return new Done(what);
    }

    /// <summary>A class.</summary>
    private sealed record NamedClass(string Name);

    /// <summary>A class and its new name.</summary>
    private sealed record NewName(string Name, string To);

    /// <summary>The held button.</summary>
    private sealed record HeldButton(string? Class = null, double? Rate = null);
}
