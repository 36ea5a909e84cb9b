namespace EdgeResNet.Shared.Teaching;

/// <summary>What came of fine-tuning.</summary>
/// <param name="Reason">Why, in words.</param>
/// <param name="Network">What was trained; null where the head alone is better.</param>
internal sealed record FineTuned(string Reason, TunedNetwork? Network = null);

/// <summary>A network that was trained on the pictures.</summary>
/// <param name="Backbone">It learned from all pictures.</param>
/// <param name="Folds">The pictures as networks see them that did not learn from them.</param>
/// <param name="Training">How it was trained.</param>
internal sealed record TunedNetwork(Backbone Backbone, FoldFeatures Folds, FineTuneTrained Training);

/// <summary>Has the whole network trained by the trainer. Owns the folder through which they speak.</summary>
internal sealed class FineTuner : IDisposable
{
    private const int FoldCount = 3; // each is a training

    private readonly TeachRequest request;
    private readonly CancellationToken stop;
    private readonly DirectoryInfo work = Directory.CreateTempSubdirectory("edgeresnet-tune-");

    private FineTuner(TeachRequest request, CancellationToken stop) => (this.request, this.stop) = (request, stop);

    /// <summary>A folder for what belongs to this run.</summary>
    public string Folder => work.FullName;

    /// <summary>Prepares, so that what cannot be had is said before minutes of work.</summary>
    /// <returns>Null where the head alone is wanted.</returns>
    /// <exception cref="InputException">Fine-tuning is wanted in any case and there is no trainer.</exception>
    public static FineTuner? For(TeachRequest request, CancellationToken stop) => request switch
    {
        { FineTune: FineTuneMode.Never } => null,
        { FineTune: FineTuneMode.Always, Trainer: null } => throw new InputException("--fine-tune always: the trainer is not here; teach where ./edgeresnet is and copy the bundle, or leave the option out"),
        _ => new FineTuner(request, stop),
    };

    /// <summary>Asks the trainer.</summary>
    /// <param name="bundle">The head alone, on <paramref name="backbone"/>.</param>
    /// <param name="backbone">What is fine-tuned.</param>
    /// <param name="pictures">What is learned.</param>
    /// <exception cref="UserException">The trainer failed although fine-tuning is wanted in any case.</exception>
    public FineTuned Run(string bundle, Backbone backbone, FeatureRead pictures)
    {
        if (request.Trainer is null)
        {
            return new FineTuned("no: the trainer is not here");
        }

        FineTuneFolder folder = new(Folder);
        FeatureTable plain = pictures.Table;
        int[] fold = Folds.Assign(plain.Labels, pictures.Groups, FoldCount, request.Seed);
        folder.Write(new FineTuneRequest(Path.GetFullPath(request.Folder), Path.GetFullPath(bundle), request.FineTune, request.Seed, pictures.Kept, fold, request.FineTuneEpochs));
        FineTuneFolder.WriteFeatures(folder.PlainFeatures, plain);
        try
        {
            request.Trainer([FineTuneFolder.Verb, Folder], stop);
        }
        catch (UserException e) when (request.FineTune == FineTuneMode.Auto)
        {
            return new FineTuned($"no: the trainer cannot: {e.Message}");
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

    public void Dispose() => work.Delete(recursive: true);
}
