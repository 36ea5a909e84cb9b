using System.Text.Json;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Studio.Quality;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Studio.Versions;

/// <summary>
/// Saves, compares and promotes versions of a running studio. Long work is done on one thread that gives way to the pipeline. Safe from
/// any thread.
/// </summary>
internal sealed class VersionDesk : IStudioPart, IDisposable
{
    private readonly StudioRoom room;
    private readonly ClassifierOptions options;
    private readonly QuietScheduler thread = new("versions");
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private SaveState state = new("idle", null, null);
    private (string Id, long Generation)? known; // what the running head is, as far as pictures stay

    /// <summary>Opens the shelf.</summary>
    /// <param name="room">The studio.</param>
    /// <param name="options">How promoted versions run.</param>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public VersionDesk(StudioRoom room, ClassifierOptions options)
    {
        (this.room, this.options) = (room, options);
        Shelf = new VersionShelf(Path.Combine(room.Album.Hidden, "versions"));
        room.VersionNow = () => known is (string id, long generation) ? (id, room.Current.Generation != generation) : (null, room.Current.Classes.Count >= 2);
    }

    /// <summary>The versions.</summary>
    public VersionShelf Shelf { get; }

    public string Key => "saving";

    /// <summary>Whether a version is being made.</summary>
    public bool IsBusy => Volatile.Read(ref state).State == "running";

    public void Write(Utf8JsonWriter json)
    {
        SaveState now = Volatile.Read(ref state);
        json.WriteStartObject();
        json.WriteString("state", now.State);
        json.WriteString("step", now.Step);
        json.WriteString("message", now.Message);
        json.WriteEndObject();
    }

    /// <summary>Begins to save all pictures as a version.</summary>
    /// <param name="name">The bundle's name; null: the album's with the number.</param>
    /// <exception cref="InputException">There are no two classes, or another version is being made.</exception>
    public void Save(string? name)
    {
        if (name is not null && (name.Trim().Length is 0 or > 100 || !Printable.IsName(name)))
        {
            throw new UsageException("the name of a version has 1 to 100 characters that can be shown; choose another one");
        }

        _ = Make(name?.Trim(), tuning: null, stopping.Token);
    }

    /// <summary>Makes a version on the quiet thread.</summary>
    /// <param name="name">The bundle's name; null: the album's with the number.</param>
    /// <param name="tuning">Fine-tunes the whole network; null: the head alone.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>Ends with the version; the state tells a failure too.</returns>
    /// <exception cref="InputException">There are no two classes, or another version is being made.</exception>
    public Task<SavedVersion> Make(string? name, Action<IReadOnlyList<string>, CancellationToken>? tuning, CancellationToken stop)
    {
        JudgedPictures.RequireClasses(room.Current.Classes.Count);

        lock (gate)
        {
            if (IsBusy)
            {
                throw new InputException("another version is being made; wait until it is done");
            }

            Tell(new SaveState("running", "waiting for features", null));
        }

        return thread.Run(() => Run(name, tuning, stop), CancellationToken.None);
    }

    /// <summary>Compares two versions on the album's pictures.</summary>
    /// <exception cref="UserException">There is no such version, or it does not run.</exception>
    public VersionComparison Compare(string first, string second)
    {
        (SavedVersion one, SavedVersion other) = (Shelf.Get(first), Shelf.Get(second));
        PictureSnapshot now = room.Current;
        VersionJudge judge = new(room.Album.Folder, now.Pictures, now.Groups, now.Classes);
        return thread.Run(() => judge.Compare(one, other, stopping.Token), stopping.Token).GetAwaiter().GetResult();
    }

    /// <summary>Lets a version answer, and the link lead to it.</summary>
    /// <exception cref="UserException">There is no such version, or it does not run.</exception>
    public SavedVersion Promote(string id) => Answer(Shelf.Get(id), () => Shelf.Promote(id));

    /// <summary>Lets the version answer that was promoted before.</summary>
    /// <exception cref="UserException">There is none, or it does not run.</exception>
    public SavedVersion Back() => Answer(Shelf.Before(), Shelf.Back);

    /// <summary>Loads a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="how">Provider and threads.</param>
    /// <exception cref="UserException">It does not run.</exception>
    public static IImageClassifier Load(SavedVersion version, ClassifierOptions how)
    {
        ModelBundle bundle = ModelBundle.Open(version.Path);
        return new OnnxImageClassifier(OnnxClassifier.Load(bundle, how with { Precision = ModelBundle.DefaultPrecision, WithFeatures = bundle.Output.Features is not null }));
    }

    public void Dispose()
    {
        stopping.Cancel();
        thread.Dispose();
        stopping.Dispose();
    }

    private SavedVersion Answer(SavedVersion version, Func<SavedVersion> point)
    {
        room.Keep(Load(version, options)); // one that does not run stays unpromoted
        point();
        known = (version.Id, room.Current.Generation);
        room.Changes.Tell();
        return version;
    }

    private SavedVersion Run(string? name, Action<IReadOnlyList<string>, CancellationToken>? tuning, CancellationToken stop)
    {
        try
        {
            PictureSnapshot now = Exact(stop);
            VersionWriter writer = new(Shelf, room.Network.Backbone, room.Album.Folder, room.Name);
            SavedVersion saved = writer.Write(JudgedPictures.Of(now.Pictures, now.Features, now.Classes), name, tuning, step => Tell(new SaveState("running", Printable.Of(step), null)), stop);
            if (tuning is null)
            {
                known = (saved.Id, now.Generation);
            }

            Tell(new SaveState("idle", null, $"version {saved.Id} is saved"));
            return saved;
        }
        catch (OperationCanceledException)
        {
            Tell(new SaveState("idle", null, "cancelled; nothing was saved"));
            throw;
        }
        catch (Exception e)
        {
            Tell(new SaveState("failed", null, Printable.Of(e.Message.ReplaceLineEndings(" "))));
            throw;
        }
    }

    /// <summary>The snapshot once all features come from the stored files.</summary>
    private PictureSnapshot Exact(CancellationToken stop)
    {
        PictureSnapshot now = room.Current;
        while (now.Waiting > 0 || !now.IsExact)
        {
            now = room.AfterAsync(now.Generation, stop).GetAwaiter().GetResult();
        }

        return now;
    }

    private void Tell(SaveState next)
    {
        Volatile.Write(ref state, next);
        room.Changes.Tell();
    }

    /// <summary>What the page shows.</summary>
    /// <param name="State"><c>idle</c>, <c>running</c> or <c>failed</c>.</param>
    /// <param name="Step">The running step.</param>
    /// <param name="Message">The result of the last one.</param>
    private sealed record SaveState(string State, string? Step, string? Message);
}
