using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Measurement;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Lets the trainer train a compact network on a taught one's answers to many changed copies of the pictures. Compares the two.</summary>
/// <param name="request">What to teach.</param>
/// <param name="spec">The compact network.</param>
/// <param name="report">Receives the table.</param>
/// <param name="stop">Cancels and leaves nothing behind.</param>
internal sealed class Shrink(TeachRequest request, ShrinkSpec spec, Action<string> report, CancellationToken stop)
{
    private const int Copies = 12_000; // shown pictures in all
    private const int FewestEpochs = 5;
    private const int MostEpochs = 400;
    private const double Softness = 2; // multiplies the teacher's calibrated temperature
    private const int WarmUp = 10;
    private const int Timed = 100;

    private readonly DataSplits splits = Open(request, request.Folder, stop);
    private readonly Action<IReadOnlyList<string>, CancellationToken> trainer = request.Trainer
        ?? throw new InputException("--shrink: the trainer is missing here; teach on a machine with ./edgeresnet and copy the bundle, or leave the option out");

    /// <summary>Folder of the compact network.</summary>
    public string Output { get; } = $"{Path.TrimEndingDirectorySeparator(request.Output)}-small";

    /// <summary>Checks that the architecture exists and that its folder is free.</summary>
    /// <exception cref="UserException">The trainer does not know the network, or the folder is taken.</exception>
    public void Check()
    {
        BundleFolder.CheckReplaceable(Output);
        trainer([ShrinkSpec.CheckVerb, .. spec.Recipe], stop);
    }

    /// <summary>Trains, writes and compares.</summary>
    /// <param name="judges">The judges of the taught model.</param>
    /// <exception cref="UserException">The trainer failed, or the output is not usable.</exception>
    public ShrinkReport Run(HeldPictures? judges)
    {
        using (ScratchFolder work = new("shrink"))
        {
            string run = Path.Combine(work.Path, Path.GetFileName(Path.GetFullPath(Output)));
            trainer(Arguments(ReadablePictures.Of(request.Folder, work.Path, stop), run), stop);
            string made = Path.Combine(run, "bundle");
            BundleFolder.Write(Output, folder =>
            {
                ExistingBundle.CopyFiles(made, folder);
                return folder;
            });
        }

        return Say(Compare(judges));
    }

    private static DataSplits Open(TeachRequest request, string folder, CancellationToken stop) => FolderData.Open(folder, validationShare: null, request.Seed, stop); // the same split as train

    private List<string> Arguments(string folder, string run)
    {
        ModelBundle teacher = ModelBundle.Open(request.Output);
        int epochs = Math.Clamp((request.ShrinkCopies ?? Copies) / Open(request, folder, stop).Train.Count, request.ShrinkCopies is null ? FewestEpochs : 1, MostEpochs);
        return
        [
            "train", "--data", $"folder:{Path.GetFullPath(folder)}", "--out", run, "--seed", Text(request.Seed),
            .. spec.Recipe, "--crop", teacher.Input.Crop, "--resize", teacher.Input.Resize,
            "--teacher", Path.GetFullPath(request.Output), "--teacher-temperature", Text(Softness * teacher.Output.Temperature), "--epochs", Text(epochs),
            "--crop-scale", "0.35", "--color-jitter", "0.2", "--trivial-augment", "true", "--balanced-sampling", "true",
        ];

        static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
    }

    /// <summary>Compares both on pictures that the compact network did not learn. The taught one answers with heads that did not learn the picture.</summary>
    private ShrinkReport Compare(HeldPictures? judges)
    {
        Dictionary<string, bool> right = [];
        LogitTable? answers = judges?.Answers();
        for (int i = 0; i < answers?.Count; i++)
        {
            right[judges!.Pictures.Origin(i)] = answers.IsRight(i);
        }

        IImageSet reported = splits.Reported;
        int[] common = [.. Enumerable.Range(0, reported.Count).Where(index => right.ContainsKey(reported.Origin(index)))];
        Subset pictures = new(reported.Name, reported, common);
        using OnnxClassifier taught = Open(request.Output);
        using OnnxClassifier small = Open(Output);
        LogitTable after = LogitTable.Of(small, pictures, stop);
        return new ShrinkReport(
            pictures.Count,
            Note,
            new ModelSize(request.Output, pictures.Count == 0 ? null : common.Average(index => right[reported.Origin(index)] ? 1.0 : 0), P50(taught), taught.Bundle.Card!.Files[ModelBundle.DefaultPrecision].Bytes),
            new ModelSize(Output, pictures.Count == 0 ? null : after.Top1(), P50(small), small.Bundle.Card!.Files[ModelBundle.DefaultPrecision].Bytes));
    }

    private string Note =>
        splits.Test is not null ? "neither learned them"
        : splits.OwnValidation ? "neither learned them, but they chose the small one's epoch"
        : "the small one did not learn them, but they chose its epoch and its teacher learned them; the taught one answers with heads that did not learn the picture";

    private static OnnxClassifier Open(string bundle) => OnnxClassifier.Load(ModelBundle.Open(bundle), new ClassifierOptions { ExecutionProvider = "cpu" });

    private static double P50(OnnxClassifier classifier)
    {
        double[] times = new double[Timed];
        for (int i = -WarmUp; i < Timed; i++)
        {
            long began = Stopwatch.GetTimestamp();
            classifier.Run();
            times[Math.Max(0, i)] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        return Percentiles.Of(times).P50;
    }

    private static string Percent(double? share) => share is double value ? string.Create(CultureInfo.InvariantCulture, $"{100 * value:F1} %") : "–";

    private ShrinkReport Say(ShrinkReport found)
    {
        report(string.Create(CultureInfo.InvariantCulture, $"{"bundle",-32} {"top-1",8} {"p50, ms",8} {"bytes",12}"));
        foreach (ModelSize each in (ModelSize[])[found.Taught, found.Small])
        {
            report(string.Create(CultureInfo.InvariantCulture, $"{each.Bundle,-32} {Percent(each.Top1),8} {each.P50Ms,8:F2} {each.Bytes,12:N0}"));
        }

        report($"both on {found.Pictures} pictures of {splits.Reported.Name}: {found.Note}; float32 on this CPU");
        return found;
    }
}
