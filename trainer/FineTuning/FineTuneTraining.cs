using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Bundle;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.FineTuning;

/// <summary>
/// Answers a request of <c>teach</c>. Trains the whole network without each fold and compares its answers on the fold with the
/// head alone. Trains on all pictures if that helps, or if it is mandatory.
/// </summary>
/// <param name="folder">Request and answer.</param>
/// <param name="device">Training device.</param>
/// <param name="report">Receives a line for each step.</param>
/// <param name="stop">Checked between steps.</param>
internal sealed class FineTuneTraining(FineTuneFolder folder, Device device, Action<string> report, CancellationToken stop)
{
    private const int BatchSize = 50;
    private const int ProofPictures = 300; // teach proves the bundle again

    /// <summary>Time limit of <c>auto</c>.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Trains, decides and writes the answer.</summary>
    /// <exception cref="InputException">The bundle's network is not trainable, or a picture cannot be read.</exception>
    public void Run() => folder.Write(Answer(folder.ReadRequest()));

    private FineTuneResult Answer(FineTuneRequest request)
    {
        ModelBundle bundle = ModelBundle.Open(request.Model);
        FolderImageSet all = FolderData.OpenWhole(request.Data, stop).Train;
        Subset pictures = new(all.Name, all, request.Kept);
        FeatureTable table = FineTuneFolder.ReadFeatures(folder.PlainFeatures, [.. request.Kept.Select(all.Label)], all.Classes.Count);
        FoldFeatures plain = FoldFeatures.OfOne(table, request.Fold);
        bool auto = request.Mode == FineTuneMode.Auto;
        if (auto && plain.Judged.Length == 0)
        {
            return new FineTuneResult("no: there are too few pictures to judge it");
        }

        OutOfFold heads = OutOfFold.Run(plain, pictures.Name, stop);
        SoftmaxHead last = new SoftmaxRegression(table).Fit(heads.Strength, stop); // the head with the lowest loss, where a training begins
        using Network start = BundleWeights.Load(bundle, pictures);
        using WholeNetwork whole = new(start, bundle.Input, pictures, FineTuneRecipe.Of(request.Seed, request.Epochs), folder.Start, device);
        TimeSpan time = Estimate(whole, start, plain, request.Fold, last);
        if (auto && time > Longest)
        {
            return new FineTuneResult(string.Create(CultureInfo.InvariantCulture, $"no: it would take about {time.TotalMinutes:F1} minutes, and auto spends {Longest.TotalMinutes:F0}; --fine-tune always trains anyway"));
        }

        RequireSame(whole.Features(start), table, bundle);
        report(string.Create(CultureInfo.InvariantCulture, $"fine-tuning takes about {Math.Max(1, time.TotalSeconds):F0} s: {plain.Numbers.Length} folds, then all pictures, with their features and the proof"));
        TuningProgress? progress = request.Watched ? new TuningProgress(folder, whole, whole.Epochs * (plain.Numbers.Length + 1), time) : null;
        FineTuneComparison? comparison = plain.Judged.Length == 0 ? null : Compare(whole, plain, heads, request.Fold, table, pictures.Name, progress);
        if (auto && !comparison!.IsBetter)
        {
            return new FineTuneResult($"no: {comparison.Describe()}");
        }

        whole.Train(last, [.. Enumerable.Range(0, table.Count)], tuned => Export(tuned, bundle, pictures), progress?.Of(judged: []), stop);
        return new FineTuneResult(
            $"{(auto ? "yes" : "asked for")}{(comparison is null ? "" : $": {comparison.Describe()}")}",
            new FineTuneTrained(JsonSerializer.SerializeToElement(whole.Fitted(table.Count), StrictJson.Line), __version__));
    }

    /// <summary>Proves that the rebuilt network has the same features as its file.</summary>
    private static void RequireSame(FeatureTable built, FeatureTable file, ModelBundle bundle)
    {
        float largest = TensorPrimitives.MaxMagnitude(file.Values);
        for (int i = 0; i < file.Values.Length; i++)
        {
            if (!(Math.Abs(built.Values[i] - file.Values[i]) <= ParitySpec.Tolerance * Math.Max(1, Math.Abs(largest)))) // also for NaN
            {
                throw new InputException($"{bundle.Name}: its network cannot be rebuilt from its file: a feature of a picture is {built.Values[i]:G6} instead of {file.Values[i]:G6}; teach without --fine-tune");
            }
        }
    }

    /// <summary>Estimated duration, from one measured step and the measured features of a batch.</summary>
    private static TimeSpan Estimate(WholeNetwork whole, Network start, FoldFeatures plain, int[] fold, SoftmaxHead head)
    {
        int[] all = [.. Enumerable.Range(0, fold.Length)];
        long steps = whole.Steps(all.Length) + plain.Numbers.Sum(left => whole.Steps(FoldFeatures.LearnedBy(left, fold).Length));
        return TimeSpan.FromSeconds((whole.SecondsPerStep(head, all) * steps) + (whole.SecondsPerPicture(start) * Shown(all.Length, plain.Numbers.Length)));
    }

    /// <summary>Number of pictures in passes without learning.</summary>
    /// <param name="pictures">Learned pictures.</param>
    /// <param name="folds">Folds of the comparison.</param>
    internal static long Shown(int pictures, int folds)
    {
        long passes = folds + 2; // the original, each fold, and the final network in teach
        return (passes * pictures) + (2 * Math.Max(pictures, ProofPictures)); // a proof has two sides
    }

    private FineTuneComparison Compare(WholeNetwork whole, FoldFeatures plain, OutOfFold heads, int[] fold, FeatureTable table, string name, TuningProgress? progress)
    {
        Dictionary<int, FeatureTable> tables = [];
        foreach (int left in plain.Numbers)
        {
            SoftmaxHead head = new SoftmaxRegression(plain.Learned(left)).Fit(heads.Strength, stop);
            whole.Train(head, FoldFeatures.LearnedBy(left, fold), tuned => tables[left] = whole.Features(tuned), progress?.Of([.. Enumerable.Range(0, fold.Length).Where(index => fold[index] == left)]), stop);
            FineTuneFolder.WriteFeatures(folder.FoldFeatures(left), tables[left]);
            report($"fine-tuning: fold {tables.Count} of {plain.Numbers.Length} is trained");
        }

        OutOfFold after = OutOfFold.Run(FoldFeatures.OfEach(tables, fold, table), name, stop);
        return FineTuneComparison.Of(heads.Table(table, name), after.Table(table, name));
    }

    private void Export(Network tuned, ModelBundle bundle, Subset pictures)
    {
        tuned.to(CPU);
        OutputSpec output = GraphOutputs.WithFeatures(new OutputSpec { Name = "logits", Labels = bundle.Output.Labels, Temperature = 1, UnknownBelow = 0 });
        OnnxModel.Write(OnnxExporter.Build(tuned, bundle.Name, bundle.Input, output, bundle.Embedded.Training), folder.Network);
        using OnnxClassifier classifier = OnnxClassifier.Load(ModelBundle.Open(folder.Network), new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = BatchSize });
        ProofImages proof = new(pictures, bundle.Input, ProofPictures);
        ParitySpec parity = ParityProof.Run(tuned, classifier, proof, stop);
        report(string.Create(CultureInfo.InvariantCulture, $"the fine-tuned file agrees with the network on {ProofImages.Describe(parity.Samples, pictures.Count, "learned pictures")} (largest difference of a logit {parity.MaxAbsLogitError:0.0e+0})"));
    }
}
