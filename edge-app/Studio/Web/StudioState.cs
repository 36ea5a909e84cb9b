using System.Text.Json;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Recording;
using EdgeResNet.EdgeApp.Studio.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Web;

/// <summary>The studio as its page sees it: one JSON object. Safe from any thread.</summary>
/// <param name="room">The studio.</param>
/// <param name="recorder">Records.</param>
/// <param name="button">The held button.</param>
/// <param name="source">The source, without credentials.</param>
/// <param name="model">The model that answers.</param>
internal sealed class StudioState(StudioRoom room, RecordSink recorder, RecordingButton button, string source, Func<AnsweringModel> model)
{
    private const int Keys = 9; // of a keyboard, for classes
    private ClassCounts? counts;

    /// <summary>Writes the object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("folder", room.Album.Folder);
        json.WriteString("source", source);
        WriteModel(json);
        WriteRecording(json);
        WriteClasses(json);
        json.WriteMeasured("refit_ms", room.RefitMs);
        json.WriteNumber("waiting", room.Current.Waiting);
        (AlbumOperation? undo, AlbumOperation? redo) = room.Album.Next();
        json.WriteString("undo", undo?.Text);
        json.WriteString("redo", redo?.Text);
        foreach (IStudioPart part in room.Parts)
        {
            json.WritePropertyName(part.Key);
            part.Write(json);
        }

        json.WriteStartArray("problems");
        foreach (string problem in room.Problems)
        {
            json.WriteStringValue(problem);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteModel(Utf8JsonWriter json)
    {
        AnsweringModel now = model();
        (string? version, bool unsaved) = room.VersionNow();
        json.WriteStartObject("model");
        json.WriteString("name", now.Name);
        json.WriteString("sha256", now.Sha256);
        json.WriteStartArray("labels");
        foreach (string label in room.Answer is null && !room.Network.HasOwnAnswer ? [] : now.Labels)
        {
            json.WriteStringValue(label);
        }

        json.WriteEndArray();
        json.WriteString("version", version);
        json.WriteBoolean("unsaved", unsaved);
        json.WriteEndObject();
    }

    private void WriteRecording(Utf8JsonWriter json)
    {
        RecordingCounts seen = recorder.Counts;
        json.WriteStartObject("recording");
        json.WriteString("class", button.Label);
        json.WriteNumber("rate", button.Rate);
        json.WriteNumber("seen", seen.Seen);
        json.WriteNumber("kept", seen.Kept);
        json.WriteNumber("near_copies", seen.NearCopies);
        json.WriteNumber("blurred", seen.Blurred);
        json.WriteEndObject();
    }

    private void WriteClasses(Utf8JsonWriter json)
    {
        PictureSnapshot now = room.Current;
        if (counts is not { } known || !ReferenceEquals(known.Of, now))
        {
            counts = known = ClassCounts.Count(now, room.Album);
        }

        json.WriteStartArray("classes");
        foreach ((int index, string label) in now.Folders.Index())
        {
            (int pictures, int blurred, int nearCopies) = known.By.GetValueOrDefault(label);
            ClassFigures? figures = room.FiguresOf(label);
            json.WriteStartObject();
            json.WriteString("name", label);
            json.WriteMeasured("key", index < Keys ? index + 1 : null);
            json.WriteNumber("pictures", pictures);
            json.WriteNumber("blurred", blurred);
            json.WriteNumber("near_copies", nearCopies);
            json.WriteMeasured("accuracy", figures?.Accuracy);
            json.WriteInterval("interval", figures?.Interval);
            json.WriteStartArray("confused_with");
            foreach ((string other, int mistaken) in figures?.ConfusedWith ?? [])
            {
                json.WriteStartObject();
                json.WriteString("label", other);
                json.WriteNumber("pictures", mistaken);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
