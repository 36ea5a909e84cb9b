using System.Diagnostics;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Quality;

/// <summary>Measures an album by cross-validation.</summary>
internal static class QualityMeasurement
{
    private const int SuspicionFolds = 5; // as data check has

    /// <summary>Measures.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="stop">Checked often.</param>
    public static QualityReport Run(JudgedPictures pictures, CancellationToken stop) => Steps(pictures, stop).Last();

    /// <summary>Measures: first accuracy and doubt, then suspected labels, then the class that gains most, then calibration.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="stop">Checked often.</param>
    public static IEnumerable<QualityReport> Steps(JudgedPictures pictures, CancellationToken stop)
    {
        long started = Stopwatch.GetTimestamp();
        if (!pictures.CanLearn)
        {
            yield return Unjudged(pictures);
            yield break;
        }

        CrossValidated judged = CrossValidated.Run(pictures, stop);
        ClassificationMetrics? metrics = judged.Table?.Measure(pictures.Classes, judged.Temperature);
        int[] groups = judged.Near.Groups;
        QualityReport report = new()
        {
            Labels = pictures.Classes,
            Judged = metrics?.Samples ?? 0,
            Top1 = metrics?.Top1,
            Interval = metrics is null ? null : Interval.Of(metrics.Top1, judged.Answers.Pictures.Select(index => groups[index]).Distinct().Count()),
            Confusion = metrics?.Confusion ?? [],
            Classes = [.. Enumerable.Range(0, pictures.Classes.Count).Select(label => Class(label, pictures, judged, metrics))],
            Pictures = Opinions(pictures, judged, []),
            Notes = [.. judged.Near.Alike.Select(label => NearCopies.Overstated([pictures.Classes[label]]))],
        };
        yield return report with { Seconds = Passed() };
        report = report with { Pictures = Opinions(pictures, judged, Suspects(pictures, groups, stop)) };
        yield return report with { Seconds = Passed() };
        report = report with { HelpMost = new LearningCurve(pictures, judged, stop).HelpMost() };
        yield return report with { Seconds = Passed() };
        yield return report with { Settings = judged.Settings(pictures, stop), Seconds = Passed() };

        double Passed() => Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static QualityReport Unjudged(JudgedPictures pictures) => new()
    {
        Labels = pictures.Classes,
        Classes = [.. pictures.Features.CountByClass().Select((count, label) => new ClassQuality(pictures.Classes[label], count, 0, null, null, []))],
        Pictures = new Dictionary<string, PictureOpinion>(),
    };

    private static ClassQuality Class(int label, JudgedPictures pictures, CrossValidated judged, ClassificationMetrics? metrics)
    {
        int[] groups = judged.Near.Groups;
        int[] members = [.. Enumerable.Range(0, groups.Length).Where(index => pictures.Features.Labels[index] == label)];
        int different = members.Select(index => groups[index]).Distinct().Count();
        int independent = members.Where(index => judged.Fold[index] != Folds.NeverJudged).Select(index => groups[index]).Distinct().Count();
        double? accuracy = independent == 0 ? null : metrics?.PerClass[label].Recall;
        Confused[] confused = metrics is null ? [] : [.. metrics.Confusion[label].Select((count, answer) => (count, answer)).Where(each => each.count > 0 && each.answer != label).OrderByDescending(each => each.count).Select(each => new Confused(pictures.Classes[each.answer], each.count))];
        return new ClassQuality(pictures.Classes[label], members.Length, members.Length - different, accuracy, accuracy is double share ? Interval.Of(share, independent) : null, confused);
    }

    private static Dictionary<int, int> Suspects(JudgedPictures pictures, int[] groups, CancellationToken stop)
    {
        SuspectedLabels? found = SuspectedLabels.Find(pictures.Features, groups, [.. groups.Select(_ => true)], SuspicionFolds, CrossValidated.Seed, static () => { }, stop);
        return (found?.Suspects ?? []).ToDictionary(suspect => suspect.Picture, suspect => suspect.Suggested);
    }

    private static Dictionary<string, PictureOpinion> Opinions(JudgedPictures pictures, CrossValidated judged, Dictionary<int, int> suspects)
    {
        Dictionary<int, int> places = judged.Table is null ? [] : judged.Answers.Pictures.Index().ToDictionary(each => each.Item, each => each.Index);
        Dictionary<int, int> first = [];
        float[] scores = new float[pictures.Classes.Count];
        Dictionary<string, PictureOpinion> opinions = new(StringComparer.Ordinal);
        for (int index = 0; index < pictures.Pictures.Count; index++)
        {
            int original = first.TryGetValue(judged.Near.Groups[index], out int found) ? found : first[judged.Near.Groups[index]] = index;
            string? copyOf = original == index ? null : pictures.Pictures[original].Path;
            string? suspected = suspects.TryGetValue(index, out int other) ? pictures.Classes[other] : null;
            PictureOpinion opinion = new(null, null, null, suspected, copyOf);
            if (places.TryGetValue(index, out int place))
            {
                judged.Scores(place, scores);
                int answer = Scores.Best(judged.Table![place]);
                opinion = opinion with { Answer = pictures.Classes[answer], Score = scores[answer], Doubt = 1 - scores[pictures.Features.Labels[index]] };
            }

            opinions[pictures.Pictures[index].Path] = opinion;
        }

        return opinions;
    }
}
