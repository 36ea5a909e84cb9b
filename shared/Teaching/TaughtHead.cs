using System.Globalization;
using System.Text.Json;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Machine;
using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Teaches and judges a head on a network, then writes both as a bundle.</summary>
/// <param name="request">What to teach.</param>
/// <param name="folder">Its pictures.</param>
/// <param name="unknown">The unknown measure.</param>
/// <param name="report">Receives a line for each step.</param>
/// <param name="stop">Cancels and leaves nothing behind.</param>
internal sealed class TaughtHead(TeachRequest request, TeachFolder folder, UnknownChoice unknown, Action<string> report, CancellationToken stop)
{
    private const string NoTorch = "none";

    /// <summary>Teaches, proves and writes.</summary>
    /// <param name="network">The network below the head.</param>
    /// <param name="pictures">The learned pictures with its features.</param>
    /// <param name="features">The same pictures for cross-validation.</param>
    /// <param name="tuned">How the network was fine-tuned; null if it was not.</param>
    /// <exception cref="InputException">The output is not usable, or the proof failed.</exception>
    /// <returns>The report, and the judges; null if no picture could be judged.</returns>
    public (TeachReport Report, HeldPictures? Judges) Write(PictureNetwork network, FeatureRead pictures, FoldFeatures features, TunedNetwork? tuned = null)
    {
        (FolderImageSet train, FeatureTable table) = (folder.Train, pictures.Table);
        Subset learned = new(train.Name, train, pictures.Kept);
        OutOfFold answers = OutOfFold.Run(features, train.Name, stop);
        HeldPictures? held = HeldPictures.OutOfFold(train.Name, learned, features, answers, unknown.Measure, stop);
        Calibration? calibration = held is null ? null : Calibrate(held.Answers());
        SoftmaxHead head = new HeadFit(table).Fit(answers.Strength, stop);
        KnownBank? bank = UnknownMeasure.NeedsFeatures(unknown.Measure) ? KnownBank.Of(table, unknown.Measure) : null;
        OutputSpec output = GraphOutputs.WithFeatures(new OutputSpec { Name = "logits", Labels = train.Classes, Temperature = 1, UnknownBelow = 0, UnknownBy = unknown.Measure, Known = bank is null ? null : GraphOutputs.Known });
        output = calibration?.ApplyTo(output) ?? output;
        HeldPictures? judges = folder.Own is FolderImageSet own ? Unlearned(network.Read(own, stop), table, own, new Judge(head, bank)) : held;
        LogitTable? judged = judges?.Answers() is LogitTable all && Enumerable.Range(0, all.Count).Select(all.Truth).Distinct().Count() >= 2 ? all : null; // one class is not enough
        ClassificationMetrics? metrics = judged?.Measure(train.Classes, output.Temperature);
        MetricsSpec? figures = metrics is null ? null : Figures(metrics, judged!, folder.Own is null ? answers.Pictures.Select(index => pictures.Groups[index]).Distinct().Count() : metrics.Samples);
        ModelCard card = TaughtBundle.Write(
            new TaughtModel
            {
                Name = request.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Output))),
                Backbone = network.Backbone,
                MapShape = network.MapShape,
                Input = network.Input,
                Output = output,
                Head = head,
                Bank = bank,
                Pictures = learned,
                Features = table,
                Training = Training(network.Backbone, answers, tuned?.Training),
                Metrics = figures,
                Judged = metrics,
                Calibration = calibration?.Evidence,
                Threads = request.Threads,
                JudgeIntegers = request.Integers ? JudgesOfIntegers(judges, tuned is not null) : null,
            },
            request.Output,
            report,
            stop);
        int[] counts = table.CountByClass();
        Say(card, counts, figures);
        TeachReport done = new(
            [.. train.Classes.Select((label, k) => new TaughtClass(label, counts[k]))],
            figures?.Top1,
            figures?.Interval,
            metrics?.Samples ?? 0,
            folder.Method,
            [.. (metrics?.PerClass ?? []).Where(each => each.Support > 0)],
            figures?.Ece,
            unknown.Measure,
            unknown.Auroc,
            Seconds: 0,
            tuned is not null,
            "not asked for",
            pictures.Unreadable.Count,
            request.Output);
        return (done, judges);
    }

    /// <summary>A fold's judges belong to the fold's network, not to the written one, which learned from every picture.</summary>
    private HeldPictures? JudgesOfIntegers(HeldPictures? judges, bool tuned)
    {
        if (tuned && folder.Own is null)
        {
            report("no int8 file: the fine-tuned network learned every picture; add a folder val or test");
            return null;
        }

        return judges;
    }

    /// <summary>Temperature and threshold, from answers of heads that did not learn the picture.</summary>
    private Calibration Calibrate(LogitTable held)
    {
        Calibration fitted = Calibration.Fit(held, temperature => held.KnownScores(new OutputSpec { Name = "", Labels = [], Temperature = temperature, UnknownBelow = 0, UnknownBy = unknown.Measure }));
        return fitted with { Evidence = fitted.Evidence with { Dataset = $"{folder.Train.Name}, cross-validated" } };
    }

    /// <summary>The folder's held-out pictures, without those among the learned ones.</summary>
    private HeldPictures Unlearned(FeatureRead read, FeatureTable learned, FolderImageSet set, Judge judge)
    {
        IReadOnlySet<int> known = NearCopies.Learned(read.Table, learned);
        if (known.Count > 0)
        {
            report($"{Counted.Of(known.Count, "picture")} of {set.Name} {(known.Count == 1 ? "is" : "are")} in {folder.Train.Name} too and {(known.Count == 1 ? "is" : "are")} not judged");
            read = known.Count < read.Table.Count ? read.Without(known) : throw new InputException($"{set.Name}: all of its pictures are in {folder.Train.Name} too; put others there");
        }

        return HeldPictures.Of(new Subset(set.Name, set, read.Kept), read.Table, judge);
    }

    /// <summary>The card's figures; <paramref name="independent"/> is the number of pictures without copies.</summary>
    private MetricsSpec Figures(ClassificationMetrics metrics, LogitTable judged, int independent)
    {
        (double low, double high) = Interval.Of(metrics.Top1, independent);
        double before = judged.Measure([.. metrics.PerClass.Select(each => each.Label)], 1).Ece;
        return new MetricsSpec(judged.Name, metrics.Samples, metrics.Top1, metrics.Ece, before, [low, high], folder.Own is null ? TeachFolder.CrossValidated : null);
    }

    private TrainingSpec Training(Backbone backbone, OutOfFold answers, FineTuneTrained? tuned)
    {
        HostInfo host = HostInfo.Collect();
        TeachRecipe recipe = new("teach", request.Pretrained, answers.Strength, unknown.Auroc, tuned is not null, tuned?.Recipe);
        return new TrainingSpec(
            JsonSerializer.SerializeToElement(recipe, StrictJson.Line),
            request.Seed,
            HostInfo.BuildCommit(),
            $"{host.Cpu}, {host.Cores} cores, {host.Os}",
            tuned?.Torch ?? NoTorch,
            backbone.Parent);
    }

    private void Say(ModelCard card, int[] counts, MetricsSpec? figures)
    {
        string[] single = [.. card.Output.Labels.Where((_, k) => counts[k] == 1)];
        if (single.Length > 0)
        {
            report($"only one picture, so it cannot be judged: {string.Join(", ", single)}");
        }

        report(figures is null
            ? $"{card.Output.Labels.Count} classes from {Counted.Of(counts.Sum(), "picture")}; too few to judge the result: add pictures"
            : string.Create(CultureInfo.InvariantCulture, $"top-1 {100 * figures.Top1:F1} % ({folder.Method}, {figures.Samples} pictures, 95 % interval {100 * figures.Interval![0]:F1} to {100 * figures.Interval[1]:F1} %), ECE {100 * figures.Ece:F1} %"));
    }

    /// <summary>How a head was taught, for the card.</summary>
    /// <param name="Method">Always <c>teach</c>: a head on a backbone.</param>
    /// <param name="Pretrained">Value of <c>--pretrained</c>.</param>
    /// <param name="Strength">C of the regression.</param>
    /// <param name="UnknownAuroc">AUROC of each measure for left-out classes, with the original backbone.</param>
    /// <param name="FineTuned">Whether the whole network was trained.</param>
    /// <param name="FineTuning">How; null if it was not.</param>
    private sealed record TeachRecipe(string Method, string Pretrained, double Strength, IReadOnlyDictionary<string, double> UnknownAuroc, bool FineTuned, JsonElement? FineTuning);
}
