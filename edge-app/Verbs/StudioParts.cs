using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.EdgeApp.Studio.FineTuning;
using EdgeResNet.EdgeApp.Studio.Labelling;
using EdgeResNet.EdgeApp.Studio.Quality;
using EdgeResNet.EdgeApp.Studio.Shadow;
using EdgeResNet.EdgeApp.Studio.Teaching;
using EdgeResNet.EdgeApp.Studio.Versions;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Quality, versions, shadow, fine-tuning and inbox of a studio.</summary>
internal sealed class StudioParts : IDisposable
{
    private readonly FineTuneRun tuning;

    /// <summary>Opens them, and joins them to the studio's state.</summary>
    /// <param name="room">The studio; not started yet.</param>
    /// <param name="options">How promoted versions run.</param>
    /// <exception cref="InputException">The folder of versions cannot be written.</exception>
    public StudioParts(StudioRoom room, ClassifierOptions options)
    {
        Quality = new QualityPart(room);
        Desk = new VersionDesk(room, options);
        Shadow = new ShadowSink(room.Changes);
        tuning = new FineTuneRun(Desk, room.Changes, TrainerChild.FromEnvironment() is TrainerChild trainer ? (arguments, stop) => trainer.RunAsync(arguments, stop).GetAwaiter().GetResult() : null);
        InboxRoutes inbox = new(room);
        room.Parts = [Quality, Desk, inbox, Shadow, tuning];
        Routes = [new VersionRoutes(Desk), new ShadowRoutes(Desk.Shelf, Shadow), new FineTuneRoutes(tuning), inbox];
    }

    /// <summary>Measures the pictures.</summary>
    public QualityPart Quality { get; }

    /// <summary>Saves and promotes.</summary>
    public VersionDesk Desk { get; }

    /// <summary>Runs a second model; disposed with the run's sinks.</summary>
    public ShadowSink Shadow { get; }

    /// <summary>What they serve.</summary>
    public IReadOnlyList<IPreviewRoutes> Routes { get; }

    public void Dispose()
    {
        tuning.Dispose();
        Desk.Dispose();
        Quality.Dispose();
    }
}
