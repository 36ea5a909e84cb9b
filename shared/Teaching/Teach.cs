using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Measurement;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Shared.Teaching;

/// <summary>What is taught.</summary>
/// <param name="Folder">The pictures: <c>DIR/CLASS</c>, or <c>DIR/train/CLASS</c> with <c>DIR/val/CLASS</c> or <c>DIR/test/CLASS</c>.</param>
/// <param name="Output">The bundle's folder.</param>
/// <param name="Pretrained">The backbone: <c>imagenet</c> or a bundle.</param>
/// <param name="Seed">Divides the pictures for cross-validation.</param>
internal sealed record TeachRequest(string Folder, string Output, string Pretrained = ImageNetBackbone.Name, long Seed = 1)
{
    /// <summary>Another input than the backbone's own; null for that.</summary>
    public Func<InputSpec, InputSpec>? ChangeInput { get; init; }

    /// <summary>Whether a file of 8-bit integers is added where it loses next to nothing.</summary>
    public bool Integers { get; init; } = true;

    /// <summary>Folder of the cache; null for the user's.</summary>
    public string? Cache { get; init; }
}

/// <summary>
/// Teaches a classifier from few pictures: features of a network that has seen much, a head on them, and honest numbers. The head is
/// judged by cross-validation, or on the splits that the folder has of its own, and then learns from all pictures that are for learning.
/// </summary>
/// <param name="request">What is taught.</param>
/// <param name="report">Receives a line for each step.</param>
/// <param name="stop">Leaves nothing behind.</param>
internal sealed class Teach(TeachRequest request, Action<string> report, CancellationToken stop)
{
    private const int ManyPictures = 500;
    private const int FoldsOfFew = 10;
    private const int FoldsOfMany = 5;
    private const int NamedFaults = 5;

    private readonly long started = Stopwatch.GetTimestamp();

    /// <summary>Teaches, proves and writes.</summary>
    /// <exception cref="InputException">The folder, the backbone or the output is not usable.</exception>
    public TeachReport Run()
    {
        BundleFolder.CheckReplaceable(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Output)));
        (FolderImageSet train, FolderImageSet? validation, FolderImageSet? test) = FolderData.OpenWhole(request.Folder);
        Backbone backbone = Backbone.Open(request.Pretrained, report);
        InputSpec input = request.ChangeInput?.Invoke(backbone.Input) ?? backbone.Input;
        input.Validate("teach");
        using FeatureExtractor extractor = new(backbone, input);
        FeatureCache cache = FeatureCache.Open(request.Cache ?? WeightPlaces.FromEnvironment().Cache, backbone, input, extractor.Width);
        FeatureReader reader = new(extractor, cache);
        FeatureRead pictures = Read(reader, train);
        FeatureTable table = pictures.Table;
        Subset learned = new(train.Name, train, pictures.Kept);
        int[] fold = Folds.Assign(table.Labels, pictures.Groups, table.Count > ManyPictures ? FoldsOfMany : FoldsOfFew, request.Seed);
        OutOfFold answers = OutOfFold.Run(table, fold, train.Name, stop);
        UnknownChoice unknown = UnknownChoice.Make(table, pictures.Groups, request.Seed, stop);
        HeldPictures? held = HeldPictures.OutOfFold(train.Name, learned, table, fold, answers, unknown.Measure, stop);
        Calibration? calibration = held is null ? null : Calibrate(held.Answers(), train.Name, unknown.Measure);
        SoftmaxHead head = new HeadFit(table).Fit(answers.Strength, stop);
        KnownBank? bank = UnknownMeasure.NeedsFeatures(unknown.Measure) ? KnownBank.Of(table, unknown.Measure) : null;
        OutputSpec output = GraphOutputs.WithFeatures(new OutputSpec { Name = "logits", Labels = train.Classes, Temperature = 1, UnknownBelow = 0, UnknownBy = unknown.Measure, Known = bank is null ? null : GraphOutputs.Known });
        output = calibration?.ApplyTo(output) ?? output;

        (HeldPictures? judges, string method) = (test ?? validation) is FolderImageSet own
            ? (Unlearned(Read(reader, own), own, new Judge(head, bank)), test is null ? "val" : "test")
            : (held, "cross-validated");
        LogitTable? judged = judges?.Answers();
        ClassificationMetrics? metrics = judged?.Measure(train.Classes, output.Temperature);
        MetricsSpec? figures = metrics is null ? null : Figures(metrics, judged!, method);
        ModelCard card = TaughtBundle.Write(
            new TaughtModel
            {
                Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Output))),
                Backbone = backbone,
                MapShape = extractor.MapShape,
                Input = input,
                Output = output,
                Head = head,
                Bank = bank,
                Pictures = learned,
                Features = table,
                Training = Training(backbone, answers, unknown),
                Metrics = figures,
                Judged = metrics,
                Calibration = calibration?.Evidence,
                JudgeIntegers = request.Integers ? judges : null,
            },
            request.Output,
            report,
            stop);
        int[] counts = table.CountByClass();
        Say(card, counts, figures, method);
        return new TeachReport(
            [.. train.Classes.Select((label, k) => new TaughtClass(label, counts[k]))],
            figures?.Top1,
            figures?.Interval,
            metrics?.Samples ?? 0,
            method,
            metrics?.PerClass ?? [],
            figures?.Ece,
            unknown.Measure,
            unknown.Auroc,
            Stopwatch.GetElapsedTime(started).TotalSeconds,
            FineTuned: false,
            "not asked for",
            pictures.Unreadable.Count,
            request.Output);
    }

    private FeatureRead Read(FeatureReader reader, FolderImageSet set)
    {
        int shown = 0;
        FeatureRead read = reader.Read(
            set,
            done =>
            {
                if (done * 10 / set.Count > shown)
                {
                    shown = done * 10 / set.Count;
                    report($"features of {done} of {set.Count} pictures of {set.Name}");
                }
            },
            stop);
        foreach (string fault in read.Unreadable.Take(NamedFaults))
        {
            report($"left out: {fault}");
        }

        if (read.Unreadable.Count > NamedFaults)
        {
            report($"left out: {read.Unreadable.Count - NamedFaults} more");
        }

        int[] counts = read.Table.CountByClass();
        int empty = Array.IndexOf(counts, 0);
        return empty < 0
            ? read
            : throw new InputException($"{set.Name}: class '{set.Classes[empty]}' has no picture that can be read; add some or remove the class");
    }

    /// <summary>Temperature and threshold, from answers to pictures that were not learned when they were given.</summary>
    private static Calibration Calibrate(LogitTable held, string name, string measure)
    {
        Calibration fitted = Calibration.Fit(held, temperature => held.KnownScores(new OutputSpec { Name = "", Labels = [], Temperature = temperature, UnknownBelow = 0, UnknownBy = measure }));
        return fitted with { Evidence = fitted.Evidence with { Dataset = $"{name}, cross-validated" } };
    }

    private static HeldPictures Unlearned(FeatureRead read, FolderImageSet set, Judge judge) => HeldPictures.Of(new Subset(set.Name, set, read.Kept), read.Table, judge);

    private static MetricsSpec Figures(ClassificationMetrics metrics, LogitTable judged, string method)
    {
        (double low, double high) = Interval.Of((int)Math.Round(metrics.Top1 * metrics.Samples), metrics.Samples);
        double before = judged.Measure([.. metrics.PerClass.Select(each => each.Label)], 1).Ece;
        return new MetricsSpec(judged.Name, metrics.Samples, metrics.Top1, metrics.Ece, before, [low, high], method == "cross-validated" ? method : null);
    }

    private TrainingSpec Training(Backbone backbone, OutOfFold answers, UnknownChoice unknown)
    {
        HostInfo host = HostInfo.Collect();
        TeachRecipe recipe = new("teach", request.Pretrained, answers.Strength, unknown.Auroc);
        return new TrainingSpec(
            JsonSerializer.SerializeToElement(recipe, StrictJson.Line),
            request.Seed,
            HostInfo.BuildCommit(),
            $"{host.Cpu}, {host.Cores} cores, {host.Os}",
            "none",
            new ParentSpec(backbone.Name, backbone.Sha256));
    }

    private void Say(ModelCard card, int[] counts, MetricsSpec? figures, string method)
    {
        string[] single = [.. card.Output.Labels.Where((_, k) => counts[k] == 1)];
        if (single.Length > 0)
        {
            report($"learned from one picture, so that it cannot be judged: {string.Join(", ", single)}");
        }

        report(figures is null
            ? $"{card.Output.Labels.Count} classes from {Counted.Of(counts.Sum(), "picture")}; too few to judge the result: add pictures"
            : string.Create(CultureInfo.InvariantCulture, $"top-1 {100 * figures.Top1:F1} % ({method}, {figures.Samples} pictures, 95 % interval {100 * figures.Interval![0]:F1} to {100 * figures.Interval[1]:F1} %), ECE {100 * figures.Ece:F1} %"));
    }

    /// <summary>How a head was taught, for the card.</summary>
    /// <param name="Method">Always <c>teach</c>: a head on a backbone.</param>
    /// <param name="Pretrained">What <c>--pretrained</c> said.</param>
    /// <param name="Strength">C of the regression.</param>
    /// <param name="UnknownAuroc">How well each measure told classes that were left out.</param>
    private sealed record TeachRecipe(string Method, string Pretrained, double Strength, IReadOnlyDictionary<string, double> UnknownAuroc);
}
