using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Result of fine-tuning.</summary>
/// <param name="Reason">Why, in words.</param>
/// <param name="Network">The trained network; null if the head alone is better.</param>
internal sealed record FineTuned(string Reason, TunedNetwork? Network = null);

/// <summary>A network that was trained on the pictures.</summary>
/// <param name="Backbone">The network that learned from all pictures.</param>
/// <param name="Folds">Features from networks that did not learn from the picture's fold.</param>
/// <param name="Training">How it was trained.</param>
internal sealed record TunedNetwork(Backbone Backbone, FoldFeatures Folds, FineTuneTrained Training);

/// <summary>Lets the trainer train the whole network. Owns the exchange folder.</summary>
internal sealed class FineTuner : IDisposable
{
    private const int FoldCount = 3; // each costs a training

    private readonly TeachRequest request;
    private readonly CancellationToken stop;
    private readonly ScratchFolder work = new("tune");

    private FineTuner(TeachRequest request, CancellationToken stop) => (this.request, this.stop) = (request, stop);

    /// <summary>The run's folder.</summary>
    public string Folder => work.Path;

    /// <summary>Prepares, so a missing trainer is reported before minutes of work.</summary>
    /// <returns>Null if only the head is requested.</returns>
    /// <exception cref="InputException">Fine-tuning is mandatory and there is no trainer.</exception>
    public static FineTuner? For(TeachRequest request, CancellationToken stop) => request switch
    {
        { FineTune: FineTuneMode.Never } => null,
        { FineTune: FineTuneMode.Always, Trainer: null } => throw new InputException("--fine-tune always: the trainer is missing here; teach on a machine with ./edgeresnet and copy the bundle, or leave the option out"),
        _ => new FineTuner(request, stop),
    };

    /// <summary>Runs the trainer.</summary>
    /// <param name="bundle">The head alone, on <paramref name="backbone"/>.</param>
    /// <param name="backbone">The network to fine-tune.</param>
    /// <param name="pictures">The pictures to learn.</param>
    /// <exception cref="UserException">The trainer failed and fine-tuning is mandatory.</exception>
    public FineTuned Run(string bundle, Backbone backbone, FeatureRead pictures)
    {
        if (request.Trainer is null)
        {
            return new FineTuned("no: the trainer is missing here");
        }

        FineTuneFolder folder = new(Folder);
        FeatureTable plain = pictures.Table;
        int[] fold = Folds.Assign(plain.Labels, pictures.Groups, FoldCount, request.Seed);
        folder.Write(new FineTuneRequest(Path.GetFullPath(request.Folder), Path.GetFullPath(bundle), request.FineTune, request.Seed, pictures.Kept, fold, request.FineTuneEpochs, request.Watched));
        FineTuneFolder.WriteFeatures(folder.PlainFeatures, plain);
        try
        {
            request.Trainer([FineTuneFolder.Verb, Folder], stop);
        }
        catch (UserException e) when (request.FineTune == FineTuneMode.Auto)
        {
            return new FineTuned($"no: the trainer failed: {e.Message}");
        }

        FineTuneResult result = folder.ReadResult();
        if (result.Trained is not FineTuneTrained trained)
        {
            return new FineTuned(result.Reason);
        }

        int[] judging = FoldFeatures.OfOne(plain, fold).Numbers;
        Dictionary<int, FeatureTable> tables = judging.ToDictionary(left => left, left => FineTuneFolder.ReadFeatures(folder.FoldFeatures(left), plain.Labels, plain.Classes));
        return new FineTuned(result.Reason, new TunedNetwork(backbone.Tuned(folder.Network), FoldFeatures.OfEach(tables, fold, plain), trained));
    }

    public void Dispose() => work.Dispose();
}
