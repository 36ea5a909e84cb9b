using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Studio.Quality;

/// <summary>
/// The class that gains most from more pictures. Each fold learns again from either half of its pictures. The gain of a class is the mean
/// rise of the probability of its pictures' own class, from halves to the whole: the last step of its learning curve. A class stands
/// out if its gain exceeds one standard error (the rule of Breiman et al., 1984).
/// </summary>
/// <param name="pictures">The pictures.</param>
/// <param name="judged">The heads that learned all pictures.</param>
/// <param name="stop">Checked often.</param>
internal sealed class LearningCurve(JudgedPictures pictures, CrossValidated judged, CancellationToken stop)
{
    private const int Halves = 2;
    private const double LeastGain = 0.01; // of the probability

    private readonly FeatureTable features = pictures.Features;
    private readonly int[] places = judged.Answers.Pictures;

    /// <summary>The class; null if none stands out. A class with a single picture, near copies aside, comes first: it cannot even be judged.</summary>
    public string? HelpMost()
    {
        int single = Enumerable.Range(0, features.Count).Where(index => judged.Fold[index] == Folds.NeverJudged).Select(index => features.Labels[index]).FirstOrDefault(-1);
        if (single >= 0 || judged.Table is null)
        {
            return single >= 0 ? pictures.Classes[single] : null;
        }

        double[] rises = Rises();
        (int Label, double Gain, double Error) best = Enumerable.Range(0, features.Classes).Select(label => Gain(label, rises)).MaxBy(gain => gain.Gain);
        return best.Gain > Math.Max(LeastGain, best.Error) ? pictures.Classes[best.Label] : null;
    }

    /// <summary>Gain of a class and its standard error; near copies are one observation.</summary>
    private (int Label, double Gain, double Error) Gain(int label, double[] rises)
    {
        double[] groups = [.. Enumerable.Range(0, places.Length).Where(i => features.Labels[places[i]] == label).GroupBy(i => judged.Near.Groups[places[i]]).Select(group => group.Average(i => rises[i]))];
        if (groups.Length == 0)
        {
            return (label, 0, 0);
        }

        double mean = groups.Average();
        double variance = groups.Sum(rise => (rise - mean) * (rise - mean)) / Math.Max(1, groups.Length - 1);
        return (label, mean, Math.Sqrt(variance / groups.Length));
    }

    /// <summary>Rise of the probability of each judged picture's own class.</summary>
    private double[] Rises()
    {
        double[] rises = new double[places.Length];
        Add(rises, judged.Table!, judged.Temperature, 1);
        int[] half = Divide();
        for (int part = 0; part < Halves; part++)
        {
            LogitTable answers = Answers(half, part);
            Add(rises, answers, Calibration.Fit(answers).Temperature, -1.0 / Halves);
        }

        return rises;
    }

    private void Add(double[] rises, LogitTable answers, double temperature, double weight)
    {
        float[] scores = new float[features.Classes];
        for (int i = 0; i < rises.Length; i++)
        {
            Scores.Softmax(answers[i], temperature, scores);
            rises[i] += weight * scores[answers.Truth(i)];
        }
    }

    /// <summary>Deals the pictures of each class to the halves, near copies together.</summary>
    private int[] Divide()
    {
        int[] half = new int[features.Count];
        foreach (IGrouping<int, int> members in Enumerable.Range(0, features.Count).GroupBy(index => features.Labels[index]))
        {
            int[][] units = [.. members.GroupBy(index => judged.Near.Groups[index]).Select(unit => unit.ToArray())];
            Order.Random(CrossValidated.Seed, members.Key).Shuffle(units);
            foreach ((int place, int[] unit) in units.OrderBy(unit => judged.Fold[unit[0]]).Index()) // within a fold alternately, so every fold learns halves
            {
                foreach (int index in unit)
                {
                    half[index] = place % Halves;
                }
            }
        }

        return half;
    }

    /// <summary>Answers of heads that learned one half of each fold's pictures. A class without pictures in it keeps those of the other half.</summary>
    private LogitTable Answers(int[] half, int part)
    {
        float[] logits = new float[places.Length * features.Classes];
        foreach (int left in judged.Answers.Heads.Keys.Order())
        {
            int[] learned = FoldFeatures.LearnedBy(left, judged.Fold);
            HashSet<int> present = [.. learned.Where(index => half[index] == part).Select(index => features.Labels[index])];
            SoftmaxHead head = new HeadFit(features.Subset([.. learned.Where(index => half[index] == part || !present.Contains(features.Labels[index]))])).Fit(judged.Answers.Strength, stop);
            for (int i = 0; i < places.Length; i++)
            {
                if (judged.Fold[places[i]] == left)
                {
                    head.Logits(features[places[i]], logits.AsSpan(i * features.Classes, features.Classes));
                }
            }
        }

        return new LogitTable("halves", logits, [.. places.Select(index => features.Labels[index])]);
    }
}
