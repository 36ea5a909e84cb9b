using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Bundles;

/// <summary>Changes an existing bundle as a whole or not at all. Other files in it are kept, the user's own too.</summary>
internal static class ExistingBundle
{
    private const double SameTop1 = 0.01; // machines round a few logits differently

    /// <summary>Opens a bundle folder and checks that the data has its classes.</summary>
    /// <exception cref="InputException">The model is not a usable bundle folder, or the data has other classes.</exception>
    public static (ModelBundle Bundle, ModelCard Card) Open(string path, DataSplits data)
    {
        ModelBundle bundle = ModelBundle.Open(path);
        ModelCard card = bundle.Card ?? throw new InputException($"{path}: is a single file; only a bundle folder, whose card keeps the evidence, can be changed");
        BundleFolder.RequireRoom(path, card.Files.Values.Sum(file => file.Bytes));
        return LabelComparison.Difference(card.Output.Labels, data.Validation.Classes) is string difference
            ? throw new InputException($"{data.Validation.Name}: {difference}")
            : (bundle, card);
    }

    /// <summary>Replaces the bundle by a copy that <paramref name="change"/> has changed, with a new card and page.</summary>
    /// <param name="path">The bundle's folder.</param>
    /// <param name="data">The data of <paramref name="metrics"/>.</param>
    /// <param name="metrics">Accuracy of the float32 file on the data's reported pictures.</param>
    /// <param name="change">Changes the copy in the given folder and returns the new card.</param>
    /// <returns>The new card.</returns>
    public static ModelCard Change(string path, DataSplits data, ClassificationMetrics metrics, Func<string, ModelCard> change) => BundleFolder.Write(path, folder =>
    {
        CopyFiles(path, folder);
        ModelCard card = change(folder);
        WritePages(card, metrics, data, folder);
        CheckAll(folder);
        return card;
    });

    /// <summary>Whether accuracy on reported pictures is the card's own: the same set, as far as name, number and result tell. Another set changes no headline.</summary>
    public static bool IsOfCard(ModelCard card, DataSplits data, ClassificationMetrics metrics) =>
        card.Metrics is MetricsSpec known && known.Dataset == data.Reported.Name && known.Samples == metrics.Samples && Math.Abs(known.Top1 - metrics.Top1) <= SameTop1;

    private static void WritePages(ModelCard card, ClassificationMetrics metrics, DataSplits data, string folder)
    {
        StrictJson.Write(Path.Combine(folder, ModelBundle.CardFile), card);
        string samples = Path.Combine(folder, ModelBundle.SamplesFolder, SampleAtlas.LabelsFile);
        int changedCopies = Math.Max(0, card.Parity.Samples - data.Validation.Count);
        bool hasCurves = File.Exists(Path.Combine(folder, ModelPage.CurvesFile));
        int shown = File.Exists(samples) ? StrictJson.Read<SampleLabels>(samples).Count : 0;
        if (IsOfCard(card, data, metrics))
        {
            ModelPage.WriteInto(folder, card, metrics, changedCopies, hasCurves, shown, choseCheckpoint: data.Test is null);
            return;
        }

        string page = Path.Combine(folder, ModelPage.File);
        string old = File.Exists(page) ? RegularFile.ReadText(page) : "";
        AtomicFile.WriteText(page, ModelPage.Write(card, MeasuredParts.OfPage(old), changedCopies, hasCurves, shown, choseCheckpoint: old.Contains(ModelPage.Chose, StringComparison.Ordinal)));
    }

    private static void CheckAll(string folder)
    {
        ModelBundle written = ModelBundle.Open(folder);
        foreach (string precision in written.Precisions)
        {
            written.ModelFile(precision);
        }
    }

    /// <summary>Copies a bundle's files and folders.</summary>
    public static void CopyFiles(string from, string to)
    {
        foreach (string file in FolderWalk.Run(from, _ => false, CancellationToken.None).Files)
        {
            string target = Path.Combine(to, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(from, file), target);
        }
    }
}
