using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Bundles;

/// <summary>Changes an existing bundle as a whole or not at all. Other files in it are kept, the user's own too.</summary>
internal static class ExistingBundle
{
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
    /// <param name="metrics">Accuracy of the float32 file.</param>
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

    private static void WritePages(ModelCard card, ClassificationMetrics metrics, DataSplits data, string folder)
    {
        StrictJson.Write(Path.Combine(folder, ModelBundle.CardFile), card);
        string samples = Path.Combine(folder, ModelBundle.SamplesFolder, SampleAtlas.LabelsFile);
        ModelPage.WriteInto(
            folder,
            card,
            metrics,
            changedCopies: Math.Max(0, card.Parity.Samples - data.Validation.Count),
            hasCurves: File.Exists(Path.Combine(folder, ModelPage.CurvesFile)),
            samples: File.Exists(samples) ? StrictJson.Read<SampleLabels>(samples).Count : 0,
            choseCheckpoint: data.Test is null);
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
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
