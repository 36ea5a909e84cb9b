using System.Diagnostics;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Trainer.Report;
using EdgeResNet.Trainer.Training.Runs;

namespace EdgeResNet.Trainer.Training.Jobs;

/// <summary>
/// Retrains a taught bundle like <c>teach</c>: a new head on the features of its unchanged network. Most of the time goes into one pass over
/// the pictures. The proof compares the written file with the head's own arithmetic.
/// </summary>
/// <param name="parent">The old model.</param>
/// <param name="data">Value of <c>--data</c>.</param>
/// <param name="run">Folder of the run: <c>recipe.json</c>, <c>summary.json</c>, <c>report.html</c>, <c>bundle/</c>.</param>
/// <param name="report">Receives a line for each step.</param>
/// <param name="stop">Cancels and leaves nothing behind.</param>
internal sealed class HeadRetraining(ModelBundle parent, string data, string run, Action<string> report, CancellationToken stop)
{
    private const string Holdout = "holdout";
    private const double SamePicture = 0.999; // cosine to a learned picture

    /// <summary>Folder of the feature cache; null: the user's.</summary>
    public string? Cache { get; init; }

    /// <summary>Largest loss of recall of an old class, in points.</summary>
    public required double MaxRecallDrop { get; init; }

    private RunPaths Paths => new(run);

    /// <summary>Teaches, proves, writes and compares the model.</summary>
    /// <param name="splits">Splits with the new model's classes; each class has a picture to learn from.</param>
    /// <exception cref="InputException">The run's folder is taken, a class has no readable picture, or the proof failed.</exception>
    public HeadSummary Run(DataSplits splits)
    {
        long started = Stopwatch.GetTimestamp();
        if (File.Exists(Paths.Summary))
        {
            throw new InputException($"{run}: already has a run; choose another --out");
        }

        string folder = DataSource.FolderOf(data)!;
        bool ownValidation = FolderData.OpenWhole(folder, stop).Validation is not null; // not learned
        FolderImageSet learned = Files(splits.Train.Name, ownValidation ? [splits.Train] : [splits.Train, splits.Validation]);
        TeachRequest request = new(folder, Paths.Bundle, parent.Name, parent.Embedded.Training.Seed)
        {
            Name = Paths.Name,
            Cache = Cache,
        };
        request.CheckOutput();
        TeachFolder pictures = new(learned, Files(splits.Reported.Name, [splits.Reported]), Holdout);
        Backbone backbone = Backbone.OfBundle(parent);
        (TeachReport taught, HeldPictures? judges) = new Teach(request, report, stop).Run(pictures, backbone);
        ModelBundle made = ModelBundle.Open(Paths.Bundle);
        IImageSet judged = judges!.Pictures; // the folder's own held-out pictures
        ModelComparison comparison = ModelComparison.Of(Older(backbone, pictures, judged), Answers(made, judged), made.Output.Labels, parent.Output.Labels.Count);
        Promotion promotion = comparison.Judge(MaxRecallDrop, parent.Output.Labels.Count);
        HeadSummary summary = new(
            "head",
            made.Embedded.Architecture.Name,
            made.Card!.Parameters,
            data,
            taught.Classes.Sum(each => each.Pictures),
            taught.Top1,
            taught.Ece,
            Stopwatch.GetElapsedTime(started).TotalSeconds,
            promotion.Yes ? "yes" : "no",
            promotion.Reason,
            comparison,
            HostInfo.Collect());
        StrictJson.Write(Paths.Recipe, made.Embedded.Training.Recipe);
        AtomicFile.WriteText(Paths.Report, HeadPage.Write(summary, taught, Path.Combine(Paths.Bundle, ModelPage.ConfusionFile)));
        StrictJson.Write(Paths.Summary, summary);
        return summary;
    }

    /// <summary>The old model's answers. For pictures that it learned, a head of its classes that did not learn them answers.</summary>
    private LogitTable Older(Backbone backbone, TeachFolder folder, IImageSet judged)
    {
        LogitTable deployed = Answers(parent, judged);
        bool hasBank = parent.Output.UnknownBy == UnknownMeasure.NearestPicture;
        double[] known = deployed.KnownScores(parent.Output);
        int[] learned = [.. Enumerable.Range(0, judged.Count).Where(index => !hasBank || known[index] > SamePicture)];
        if (learned.Length == 0)
        {
            return deployed;
        }

        report($"{learned.Length} of these {judged.Count} pictures were {(hasBank ? "" : "perhaps ")}learned by the old model; a head of its classes that did not learn them replaces it there");
        using PictureNetwork network = new(backbone, backbone.Input, Cache ?? WeightPlaces.FromEnvironment().Cache, _ => { });
        int classes = parent.Output.Labels.Count;
        FeatureTable all = network.Read(folder.Train, stop).Table;
        SoftmaxHead head = new HeadFit(FeatureTable.Of([.. Enumerable.Range(0, all.Count).Where(index => all.Labels[index] < classes).Select(index => (all, index))], classes)).Fit(OutOfFold.UsualStrength, stop);
        FeatureRead held = network.Read(folder.Own!, stop);
        Dictionary<string, int> rows = held.Kept.Index().ToDictionary(entry => folder.Own!.Origin(entry.Item), entry => entry.Index);
        float[] logits = [.. Enumerable.Range(0, judged.Count).SelectMany(index => deployed[index].ToArray())];
        foreach (int index in learned)
        {
            head.Logits(held.Table[rows[judged.Origin(index)]], logits.AsSpan(index * classes, classes));
        }

        return new LogitTable(judged.Name, logits, [.. Enumerable.Range(0, judged.Count).Select(judged.Label)]);
    }

    private LogitTable Answers(ModelBundle bundle, IImageSet images)
    {
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu" });
        return LogitTable.Of(classifier, images, stop);
    }

    private static FolderImageSet Files(string name, IImageSet[] sets) => new(
        name,
        [.. sets.SelectMany(set => Enumerable.Range(0, set.Count).Select(set.Origin))],
        [.. sets.SelectMany(set => Enumerable.Range(0, set.Count).Select(set.Label))],
        sets[0].Classes);
}
