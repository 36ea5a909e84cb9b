using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.Trainer.Checks;

/// <summary>Searches for wrong labels: a label is suspected if cross-validated heads on a pretrained network's features clearly contradict it.</summary>
/// <param name="open">Opens the network; receives a reporter for slow steps and a cancellation token.</param>
/// <param name="cache">Folder of the feature cache; null: the user's.</param>
internal sealed class LabelCheck(Func<Action<string>, CancellationToken, Backbone> open, string? cache = null)
{
    private const string TestSplit = "test";
    private const int Timed = 48; // pictures for the time estimate

    /// <summary>Uses the default backbone.</summary>
    public static LabelCheck Usual { get; } = new((report, stop) => Backbone.Open(ImageNetBackbone.Name, report, stop));

    /// <summary>Checks the labels. Pictures of a split named <c>test</c> are judged, but not learned.</summary>
    /// <param name="data">The data.</param>
    /// <param name="readable">Its pictures that can be read.</param>
    /// <param name="copies">Groups of copies; no head judges a copy of a learned picture.</param>
    /// <param name="settings">Folds and seed.</param>
    /// <param name="progress">Receives progress.</param>
    /// <param name="stop">Checked between steps.</param>
    /// <returns>The report, or null and a reason.</returns>
    public (LabelReport? Report, string? Skipped) Run(CheckedData data, int[] readable, Partition copies, DataCheckSettings settings, CheckProgress progress, CancellationToken stop)
    {
        try
        {
            Backbone backbone = open(progress.Say, stop);
            using FeatureExtractor extractor = new(backbone, backbone.Input);
            FeatureReader reader = new(extractor, FeatureCache.Open(cache ?? WeightPlaces.FromEnvironment().Cache, backbone, backbone.Input, extractor.Width));
            return Judge(data.Pictures, readable, copies, settings, backbone, reader, progress, stop);
        }
        catch (InputException e)
        {
            return (null, e.Message); // the other checks need no network
        }
    }

    private static (LabelReport? Report, string? Skipped) Judge(ICheckedPictures pictures, int[] readable, Partition copies, DataCheckSettings settings, Backbone backbone, FeatureReader reader, CheckProgress progress, CancellationToken stop)
    {
        SayTime(pictures, readable, settings.Folds, reader, progress, stop);
        FeatureRead read = Read(pictures, readable, reader, progress, stop);
        int[] chosen = [.. read.Kept.Select(place => readable[place])];
        FeatureTable table = read.Table;
        int heads = settings.Folds * SuspectedLabels.RoundsOf(table.Count, table.Width, table.Classes);
        using CheckStage stage = progress.Begin($"judging labels by {heads} heads", heads);
        SuspectedLabels? found = SuspectedLabels.Find(
            table,
            [.. chosen.Select(copies.Find)],
            [.. chosen.Select(index => pictures.Splits[pictures.Split(index)] != TestSplit)],
            settings.Folds,
            settings.Seed,
            stage.Advance,
            stop);
        if (found is null)
        {
            return (null, $"fewer than 2 classes have the {settings.Folds} pictures that {settings.Folds} folds need");
        }

        SuspectLabel[] suspects = [.. found.Suspects.Select(each => new SuspectLabel(PictureRef.To(pictures, chosen[each.Picture]), pictures.Classes[each.Suggested], each.Probability, each.LabelProbability))];
        string[] notJudged = [.. found.NotJudged.Select(label => pictures.Classes[label])];
        return (new LabelReport(backbone.Architecture.Name, backbone.Architecture.Width, backbone.Input.Width, settings.Folds, Epochs: 0, found.Judged, found.Top1, notJudged, suspects) { Pretrained = backbone.Name, Rounds = found.Rounds }, null);
    }

    /// <summary>Times some pictures and reports the estimate for all. They are evenly spread, because the cache may know a part of them.</summary>
    private static void SayTime(ICheckedPictures pictures, int[] readable, int folds, FeatureReader reader, CheckProgress progress, CancellationToken stop)
    {
        if (readable.Length <= Timed)
        {
            return;
        }

        int[] sample = [.. Enumerable.Range(0, Timed).Select(i => readable[(int)((long)i * readable.Length / Timed)])];
        long started = Stopwatch.GetTimestamp();
        FeatureTable read = Read(pictures, sample, reader, progress: null, stop).Table;
        TimeSpan features = Stopwatch.GetElapsedTime(started) / Timed * (readable.Length - Timed);
        TimeSpan heads = TimeOfHeads(read, readable.Length, folds, stop);
        progress.Say(string.Create(CultureInfo.InvariantCulture, $"checking labels: features of {Counted.Of(readable.Length, "picture")} take about {Written(features)}, their heads at most {Written(heads)}"));
    }

    /// <summary>Times a head on as many pictures as features, since the time grows with both. It repeats the sample, which takes more steps than different pictures: an upper bound.</summary>
    private static TimeSpan TimeOfHeads(FeatureTable sample, int pictures, int folds, CancellationToken stop)
    {
        if (pictures <= sample.Width || sample.Count == 0)
        {
            return TimeSpan.Zero; // a second or two
        }

        SoftmaxRegression regression = new(sample.Subset([.. Enumerable.Range(0, sample.Width).Select(i => i % sample.Count)]));
        regression.Fit(OutOfFold.UsualStrength, stop); // compiles the code
        long started = Stopwatch.GetTimestamp();
        regression.Fit(OutOfFold.UsualStrength, stop);
        int learned = SuspectedLabels.RoundsOf(pictures, sample.Width, sample.Classes) * pictures * (folds - 1); // by all heads together
        return Stopwatch.GetElapsedTime(started) * learned / sample.Width;
    }

    private static FeatureRead Read(ICheckedPictures pictures, int[] indices, FeatureReader reader, CheckProgress? progress, CancellationToken stop)
    {
        using CheckStage? stage = progress?.Begin($"reading features of {Counted.Of(indices.Length, "picture")}", indices.Length);
        return reader.Read(new Subset(pictures.Name, pictures, indices), place => Open(pictures, indices[place]), _ => stage?.Advance(), stop);
    }

    private static PictureContent Open(ICheckedPictures pictures, int index) =>
        pictures.File(index) is string file ? PictureContent.OfFile(file) : PictureContent.OfPixels(pictures.Decode(index));

    private static string Written(TimeSpan time) => time.TotalSeconds < 90
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalSeconds):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min");
}
