using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Training;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Looks for wrong labels: a small network is cross-validated, and where it contradicts a label with confidence, that is suspected.</summary>
internal static class LabelCheck
{
    private const string TestSplit = "test";
    private const int FolderSize = 32;
    private const int PicturesPerTraining = 60_000; // a fold sees about so many, small data often, large data seldom
    private const int MostEpochs = 40;
    private const int LeastEpochs = 4;

    // No mirroring: letters, arrows and left shoes are other things in the mirror.
    private static readonly Recipe recipe = new() { Arch = "resnet20", Width = 0.5, Flip = false };

    /// <summary>Checks the labels; pictures of a split named <c>test</c> are judged, never trained on.</summary>
    /// <param name="data">The data.</param>
    /// <param name="readable">Its pictures that can be read.</param>
    /// <param name="copies">What is the same picture: such are never divided among folds.</param>
    /// <param name="settings">Folds, epochs and seed.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="progress">Is told of the steps.</param>
    /// <param name="stop">Obeyed between steps.</param>
    /// <returns>The report, or null and the reason for which there is none.</returns>
    /// <exception cref="InputException">The training diverged, or a picture can no longer be read.</exception>
    public static (LabelReport? Report, string? Skipped) Run(CheckedData data, int[] readable, Partition copies, DataCheckSettings settings, Device device, CheckProgress progress, CancellationToken stop)
    {
        ICheckedPictures pictures = data.Pictures;
        int[] trainable = [.. readable.Where(index => pictures.Splits[pictures.Split(index)] != TestSplit)];
        Dictionary<int, int> sizes = trainable.GroupBy(pictures.Label).ToDictionary(members => members.Key, members => members.Count());
        int[] judgeable = [.. sizes.Where(entry => entry.Value >= 2 * settings.Folds).Select(entry => entry.Key).Order()];
        if (judgeable.Length < 2)
        {
            return (null, $"fewer than 2 classes have the {2 * settings.Folds} pictures that {settings.Folds} folds need");
        }

        int[] chosen = [.. readable.Where(index => judgeable.Contains(pictures.Label(index)))];
        int[] labels = [.. chosen.Select(pictures.Label)];
        int[] fold = AssignFolds(pictures, chosen, copies, settings);
        int smallest = Enumerable.Range(0, settings.Folds).Min(held => fold.Count(f => f != held && f != CrossValidation.JudgedOnly));
        Recipe fitted = (recipe with { Epochs = settings.Epochs ?? Math.Clamp(PicturesPerTraining / smallest, LeastEpochs, MostEpochs), Seed = settings.Seed }).FittedTo(smallest, keepsLr: false);

        int size = Math.Min(FolderSize, data.Size ?? FolderSize);
        Subset set = new(pictures.Name, pictures, chosen);
        InputSpec input = PixelStatistics.Measure(new Subset(pictures.Name, pictures, trainable), data.Color, size);
        ArchitectureSpec architecture = new(fitted.Arch, fitted.Width, ArchitectureSpec.StemFor(size), pictures.Classes.Count);
        long steps = Enumerable.Range(0, settings.Folds).Sum(held => CrossValidation.Steps(fitted, fold.Count(f => f != held && f != CrossValidation.JudgedOnly)));
        using CheckStage stage = progress.Begin($"checking labels: {settings.Folds} trainings of {fitted.Arch}, {Counted.Of(fitted.Epochs, "epoch")} each, {size} pixels a side", steps);
        using IBatchSource source = BatchSource.Open(set, input, device);
        float[] probabilities = new CrossValidation(fitted, architecture, input, device, stage.Advance).Run(source, fold, settings.Folds, stop);

        int classes = pictures.Classes.Count;
        SuspectLabel[] suspects =
        [
            .. ConfidentLearning.Find(probabilities, labels, classes).Select(issue => new SuspectLabel(
                PictureRef.To(pictures, chosen[issue.Item]),
                pictures.Classes[issue.Class],
                probabilities[(issue.Item * classes) + issue.Class],
                probabilities[(issue.Item * classes) + labels[issue.Item]])),
        ];
        double top1 = Enumerable.Range(0, labels.Length).Count(i => Best(probabilities.AsSpan(i * classes, classes)) == labels[i]) / (double)labels.Length;
        string[] notJudged = [.. Enumerable.Range(0, classes).Except(judgeable).Select(label => pictures.Classes[label])];
        return (new LabelReport(fitted.Arch, fitted.Width, size, settings.Folds, fitted.Epochs, chosen.Length, top1, notJudged, suspects), null);
    }

    private static int[] AssignFolds(ICheckedPictures pictures, int[] chosen, Partition copies, DataCheckSettings settings)
    {
        int[] fold = [.. chosen.Select(_ => CrossValidation.JudgedOnly)];
        int[] trained = [.. Enumerable.Range(0, chosen.Length).Where(i => pictures.Splits[pictures.Split(chosen[i])] != TestSplit)];
        int[] assigned = Folds.Assign([.. trained.Select(i => pictures.Label(chosen[i]))], [.. trained.Select(i => copies.Find(chosen[i]))], settings.Folds, settings.Seed);
        for (int i = 0; i < trained.Length; i++)
        {
            fold[trained[i]] = assigned[i];
        }

        return fold;
    }

    private static int Best(ReadOnlySpan<float> probabilities)
    {
        int best = 0;
        for (int k = 1; k < probabilities.Length; k++)
        {
            best = probabilities[k] > probabilities[best] ? k : best;
        }

        return best;
    }
}
