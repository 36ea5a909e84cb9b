using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Shared.Teaching;

/// <summary>Chooses the measure that separates unknown pictures from known ones.</summary>
/// <param name="Measure">One of <see cref="UnknownMeasure.Names"/>.</param>
/// <param name="Auroc">AUROC of each measure, 0 to 1; empty if not measured.</param>
internal sealed record UnknownChoice(string Measure, IReadOnlyDictionary<string, double> Auroc)
{
    private const double ClearMargin = 0.03; // small trials are noisy: on photographs, the default measure was better than the best of each trial
    private const int MostTrials = 12; // classes that are left out in turn
    private const int MostPictures = 600; // in a trial
    private const int LeastClasses = 3;
    private const string Usual = UnknownMeasure.NearestPicture;

    /// <summary>
    /// Uses the classes as unknown ones: leaves each out of teaching in turn, and separates its pictures from a third of the others',
    /// which is not learned either.
    /// </summary>
    public static UnknownChoice Make(FeatureTable pictures, IReadOnlyList<int> groups, long seed, CancellationToken stop)
    {
        int[] counts = pictures.CountByClass();
        int[] candidates = [.. Enumerable.Range(0, counts.Length).Where(label => counts[label] >= 2)];
        if (candidates.Length < LeastClasses)
        {
            return new UnknownChoice(Usual, new Dictionary<string, double>());
        }

        Dictionary<string, List<double>> found = UnknownMeasure.Names.ToDictionary(name => name, _ => new List<double>());
        Order.Random(seed, -1).Shuffle(candidates);
        int[] some = [.. Order.Balanced(pictures.Labels, seed, 0).Distinct().Take(MostPictures)];
        foreach (int left in candidates.Take(MostTrials))
        {
            int[] rest = [.. some.Where(index => pictures.Labels[index] != left)];
            int[] strange = [.. some.Where(index => pictures.Labels[index] == left)];
            int[] fold = Folds.Assign([.. rest.Select(index => pictures.Labels[index])], [.. rest.Select(index => groups[index])], 3, seed + left);
            int[] learned = [.. rest.Where((_, i) => fold[i] != 0)];
            int[] known = [.. rest.Where((_, i) => fold[i] == 0)];
            if (known.Length > 0 && strange.Length > 0)
            {
                foreach ((string name, double auroc) in AurocOf(pictures, pictures.Subset(learned), known, strange, stop))
                {
                    found[name].Add(auroc);
                }
            }
        }

        Dictionary<string, double> means = found.Where(entry => entry.Value.Count > 0).ToDictionary(entry => entry.Key, entry => entry.Value.Average());
        string best = means.Count == 0 ? Usual : means.MaxBy(entry => entry.Value).Key;
        return new UnknownChoice(means.Count > 0 && means[best] > means[Usual] + ClearMargin ? best : Usual, means);
    }

    /// <summary>AUROC of each measure for pictures of taught classes against strange ones.</summary>
    /// <param name="pictures">All pictures.</param>
    /// <param name="taught">The learned pictures.</param>
    /// <param name="known">Places of unlearned pictures of the taught classes.</param>
    /// <param name="strange">Places of pictures of other classes.</param>
    /// <param name="stop">Checked often.</param>
    public static IReadOnlyDictionary<string, double> AurocOf(FeatureTable pictures, FeatureTable taught, int[] known, int[] strange, CancellationToken stop)
    {
        SoftmaxHead head = new HeadFit(taught).Fit(OutOfFold.UsualStrength, stop);
        float[] whitening = KnownBank.WhiteningOf(taught);
        return UnknownMeasure.Names.ToDictionary(measure => measure, Separate);

        double Separate(string measure)
        {
            KnownBank? bank = UnknownMeasure.NeedsFeatures(measure) ? KnownBank.Of(taught, whitening, measure) : null;
            double Score(int index) => bank?.Score(pictures[index]) ?? OfLogits(measure, head, pictures[index]);
            return Separation.Of([.. known.Select(Score)], [.. strange.Select(Score)]).Auroc;
        }
    }

    private static double OfLogits(string name, SoftmaxHead head, ReadOnlySpan<float> features)
    {
        float[] logits = new float[head.Classes];
        head.Logits(features, logits);
        return Scores.Known(name, logits, temperature: 1, graphs: 0);
    }
}
