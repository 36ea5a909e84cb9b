using System.Text.Json;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Quality;

/// <summary>Measures each snapshot of a studio and tells the numbers.</summary>
internal sealed class QualityPart : IStudioPart, IDisposable
{
    private readonly StudioRoom room;
    private readonly QualityWatch watch = new();
    private readonly CancellationTokenSource stopping = new();
    private Task following = Task.CompletedTask;

    /// <summary>Prepares; <see cref="Start"/> begins.</summary>
    public QualityPart(StudioRoom room)
    {
        this.room = room;
        watch.Changed += Use;
        room.FiguresOf = label => watch.State.Report?.Classes.FirstOrDefault(each => each.Label == label) is ClassQuality found
            ? new ClassFigures(found.Accuracy, found.Interval is (double low, double high) ? [low, high] : null, [.. found.ConfusedWith.Select(each => (each.Label, each.Pictures))])
            : null;
    }

    public string Key => "quality";

    /// <summary>What heads that did not learn a picture say of it; null as long as it is unknown.</summary>
    public PictureOpinion? OpinionOf(string path) => watch.State.Report?.Pictures.GetValueOrDefault(path);

    /// <summary>Begins to follow the snapshots.</summary>
    public void Start() => following = FollowAsync(stopping.Token);

    public void Write(Utf8JsonWriter json)
    {
        QualityState state = watch.State;
        QualityReport? report = state.Report;
        json.WriteStartObject();
        json.WriteString("state", state.IsComputing || !IsComplete(room.Current) ? "computing" : report?.Top1 is null ? "none" : "ready");
        json.WriteNumber("pictures", report?.Judged ?? 0);
        json.WriteMeasured("top1", report?.Top1);
        json.WriteInterval("interval", report?.Interval is (double low, double high) ? [low, high] : null);
        json.WriteString("method", TeachFolder.CrossValidated);
        json.WritePropertyName("labels");
        JsonSerializer.Serialize(json, report?.Labels ?? []);
        json.WritePropertyName("confusion");
        JsonSerializer.Serialize(json, report?.Confusion ?? []);
        json.WriteString("help_most", report?.HelpMost);
        json.WriteMeasured("seconds", report?.Seconds);
        json.WritePropertyName("notes");
        JsonSerializer.Serialize(json, (IReadOnlyList<string>)[.. report?.Notes ?? [], .. state.Problem is string problem ? [problem] : Array.Empty<string>()]);
        json.WriteEndObject();
    }

    public void Dispose()
    {
        stopping.Cancel();
        following.GetAwaiter().GetResult();
        watch.Dispose();
        stopping.Dispose();
    }

    private async Task FollowAsync(CancellationToken stop)
    {
        long generation = 0;
        try
        {
            while (true)
            {
                PictureSnapshot now = await room.AfterAsync(generation, stop).ConfigureAwait(false);
                generation = now.Generation;
                if (IsComplete(now)) // more follow otherwise
                {
                    watch.Measure(JudgedPictures.Of(now.Pictures, now.Features, now.Classes));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the studio ends
        }
    }

    /// <summary>Whether all features are known, from the stored files: then the numbers are those of a bundle.</summary>
    private static bool IsComplete(PictureSnapshot snapshot) => snapshot is { Waiting: 0, IsExact: true };

    /// <summary>The running head takes over what cross-validation found.</summary>
    private void Use()
    {
        if (watch.State is { IsComputing: false, Report.Settings: AnswerSettings found })
        {
            room.Use(found);
        }

        room.Changes.Tell();
    }
}
