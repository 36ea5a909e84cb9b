using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Shared.Teaching;

/// <summary>A label that may be wrong.</summary>
/// <param name="Picture">Its place in the table.</param>
/// <param name="Suggested">The likeliest other class.</param>
/// <param name="Probability">Calibrated probability of that class.</param>
/// <param name="LabelProbability">Probability of the picture's label.</param>
internal sealed record SuspectedLabel(int Picture, int Suggested, double Probability, double LabelProbability);

/// <summary>
/// Labels contradicted by heads that did not learn from the picture: another class is at least <see cref="LeastRatio"/> times as probable.
/// The ratio orders the suspicions; it finds more planted errors than the label's probability alone (docs/benchmarks-log.md).
/// </summary>
/// <param name="Suspects">Suspicions, the most certain first.</param>
/// <param name="Judged">Number of judged pictures.</param>
/// <param name="Top1">Share of the judged pictures whose label is the most probable class.</param>
/// <param name="NotJudged">Classes with too few pictures.</param>
/// <param name="Rounds">How often the pictures were divided; the logits are averaged.</param>
internal sealed record SuspectedLabels(IReadOnlyList<SuspectedLabel> Suspects, int Judged, double Top1, int[] NotJudged, int Rounds)
{
    /// <summary>Smallest ratio of probabilities for a suspicion.</summary>
    public const double LeastRatio = 10;

    private const int RoundsOfFew = 3;
    private const long Many = 25_000_000; // pictures · features · classes; above it, one round is stable and three take minutes

    /// <summary>Number of rounds for this many pictures.</summary>
    public static int RoundsOf(int pictures, int width, int classes) => (long)pictures * width * classes > Many ? 1 : RoundsOfFew;

    /// <summary>Judges the labels.</summary>
    /// <param name="pictures">All pictures.</param>
    /// <param name="groups">Copies of a picture have the same number; no head judges a copy of a learned picture.</param>
    /// <param name="learned">Pictures that may be learned from; the others are only judged.</param>
    /// <param name="folds">2 or more. A class with fewer pictures to learn from is not judged.</param>
    /// <param name="seed">Divides the pictures.</param>
    /// <param name="headDone">Called after each head.</param>
    /// <param name="stop">Checked often.</param>
    /// <returns>Null if fewer than two classes can be judged.</returns>
    public static SuspectedLabels? Find(FeatureTable pictures, IReadOnlyList<int> groups, IReadOnlyList<bool> learned, int folds, long seed, Action headDone, CancellationToken stop)
    {
        HeldOutHeads heads = new(pictures, groups, learned, folds);
        int[] judged = heads.Judged;
        if (heads.JudgedClasses.Length < 2)
        {
            return null;
        }

        int classes = pictures.Classes;
        int rounds = RoundsOf(pictures.Count, pictures.Width, classes);
        float[] logits = new float[judged.Length * classes];
        for (int round = 0; round < rounds; round++)
        {
            heads.AddLogits(logits, 1f / rounds, seed + round, headDone, stop);
        }

        LogitTable answers = new("held out", logits, [.. judged.Select(index => pictures.Labels[index])]);
        double temperature = Calibration.Fit(answers).Temperature;
        SuspectedLabel[] suspects =
        [
            .. answers.MostConfidentMistakes(temperature, judged.Length)
                .Where(mistake => mistake.Score >= LeastRatio * mistake.TruthScore)
                .OrderByDescending(mistake => mistake.Score / mistake.TruthScore)
                .Select(mistake => new SuspectedLabel(judged[mistake.Index], mistake.Answer, mistake.Score, mistake.TruthScore)),
        ];
        return new SuspectedLabels(suspects, judged.Length, answers.Top1(), [.. Enumerable.Range(0, classes).Except(heads.JudgedClasses)], rounds);
    }
}
