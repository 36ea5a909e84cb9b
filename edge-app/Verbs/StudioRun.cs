using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Sinks.Collecting;
using EdgeResNet.EdgeApp.Sinks.Terminal;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.Pictures;
using EdgeResNet.EdgeApp.Studio.Recording;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.EdgeApp.Studio.Web;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The parts of a studio in a run, which it owns. Sinks and slot belong to the run and end before.</summary>
internal sealed class StudioRun : IDisposable
{
    private readonly List<IDisposable> owned = [];
    private readonly RecordingButton button = new();
    private readonly PictureIntake intake;
    private readonly StudioParts parts;
    private readonly bool opensBrowser;
    private RecordSink? recorder;
    private string source = "";

    private StudioRun(StudioRoom room, ClassifierOptions options, bool opensBrowser)
    {
        (Room, this.opensBrowser) = (room, opensBrowser);
        owned.Add(room);
        parts = room.OrDispose(room => new StudioParts(room, options));
        owned.Add(parts);
        intake = new PictureIntake(room);
        room.IsBusy = () => button.Label is not null && !parts.Desk.IsBusy; // a version waits for the features of files
    }

    /// <summary>The studio.</summary>
    public StudioRoom Room { get; }

    /// <summary>The network.</summary>
    public StudioNetwork Network => Room.Network;

    /// <summary>The model whose samples the demo camera shows: the network's, or the shipped one's if it has no classes.</summary>
    public ModelBundle Shown(string source) => !Network.HasOwnAnswer && source.StartsWith("demo:", StringComparison.Ordinal) ? ModelBundle.Open(ShippedModel.Path) : Network.Bundle;

    /// <summary>Opens folder and network.</summary>
    /// <exception cref="UserException">One of them is not usable.</exception>
    public static StudioRun Open(StudioSettings settings, LiveOptions options, ConsoleWriter output, CancellationToken stop)
    {
        if (Directory.Exists(settings.Folder))
        {
            AlbumReader.Classes(settings.Folder, stop); // nothing is written into a folder that is refused
        }

        Album album = Album.Open(settings.Folder, output.WriteLine);
        return album.OrDispose(album =>
        {
            output.WriteLine($"pictures in {Path.TrimEndingDirectorySeparator(settings.Folder)}/, a folder for each class");
            StudioNetwork network = StudioNetwork.Open(settings.Model, options.Classifier, album.Hidden, output.WriteLine, stop);
            return new StudioRun(new StudioRoom(album, network), options.Classifier, settings.OpensBrowser);
        });
    }

    /// <summary>Makes the sinks that record and that compare.</summary>
    /// <param name="name">The source, without credentials.</param>
    public IReadOnlyList<IFrameSink> Sinks(string name)
    {
        source = name;
        recorder = new RecordSink(Room, button, intake, name);
        recorder.Start();
        return [recorder, parts.Shadow];
    }

    /// <summary>The routes beside the page; call it once, after <see cref="Sinks"/>.</summary>
    public IReadOnlyList<IPreviewRoutes> Routes(ModelSlot models)
    {
        StateRoutes state = new(new StudioState(Room, recorder!, button, source, () => models.Current), Room.Changes);
        PictureFileRoutes files = new(Room);
        UploadRoutes uploads = new(Room, new DroppedFile(Room, intake, button));
        owned.AddRange([state, files, uploads]);
        return [state, new ClassRoutes(Room, button), new PictureRoutes(Room), new PictureListRoutes(Room, parts.Quality.OpinionOf), files, uploads, new LabelRoutes(recorder!.Labels), .. parts.Routes];
    }

    /// <summary>Begins to teach, and opens the page if that is asked for.</summary>
    /// <param name="models">Takes new heads.</param>
    /// <param name="address">The page's address.</param>
    public void Start(ModelSlot models, Uri? address)
    {
        Room.Replace = next => models.Replace(next);
        Room.Start();
        parts.Quality.Start();
        if (opensBrowser && address is not null)
        {
            Browser.Open(address);
        }
    }

    public void Dispose()
    {
        foreach (IDisposable part in Enumerable.Reverse(owned))
        {
            part.Dispose();
        }
    }
}
