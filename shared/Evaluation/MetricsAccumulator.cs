using System.Runtime.InteropServices;

namespace EdgeResNet.Shared.Evaluation;

/// <summary>Collects logits and true classes, picture by picture, and computes the metrics.</summary>
/// <param name="labels">Class names in the order of the logits.</param>
/// <param name="temperature">Divides the logits before softmax, as the card says.</param>
internal sealed class MetricsAccumulator(IReadOnlyList<string> labels, double temperature = 1.0)
{
    /// <summary>Bins of the calibration error, of equal width in score.</summary>
    public const int CalibrationBins = 15;

    private const int TopCount = 5;

    private readonly int[,] confusion = new int[labels.Count, labels.Count];
    private readonly int[] binSamples = new int[CalibrationBins];
    private readonly int[] binCorrect = new int[CalibrationBins];
    private readonly double[] binScore = new double[CalibrationBins];
    private int samples;
    private int top5;
    private double loss;

    /// <summary>Adds one picture.</summary>
    /// <param name="logits">One number a class.</param>
    /// <param name="truth">The true class.</param>
    public void Add(ReadOnlySpan<float> logits, int truth)
    {
        if (logits.Length != labels.Count)
        {
            throw new ArgumentException($"{logits.Length} logits for {labels.Count} labels", nameof(logits));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)truth, (uint)labels.Count, nameof(truth));
        int best = 0;
        int rank = 0; // classes before the true one; among equal logits the lower class is first
        for (int k = 0; k < logits.Length; k++)
        {
            best = logits[k] > logits[best] ? k : best;
            rank += logits[k] > logits[truth] || (logits[k] == logits[truth] && k < truth) ? 1 : 0;
        }

        double sum = 0;
        for (int k = 0; k < logits.Length; k++)
        {
            sum += Math.Exp((logits[k] - logits[best]) / temperature);
        }

        samples++;
        confusion[truth, best]++;
        top5 += rank < TopCount ? 1 : 0;
        loss += Math.Log(sum) - ((logits[truth] - logits[best]) / temperature);
        double score = 1 / sum;
        int bin = Math.Min((int)(score * CalibrationBins), CalibrationBins - 1);
        binSamples[bin]++;
        binCorrect[bin] += best == truth ? 1 : 0;
        binScore[bin] += score;
    }

    /// <summary>Passes all counts to <paramref name="sum"/>, which adds those of other accumulators of the same labels, and keeps the result.</summary>
    public void Combine(Action<Span<double>> sum)
    {
        double[] all = [samples, top5, loss, .. binSamples, .. binCorrect, .. binScore, .. MemoryMarshal.CreateSpan(ref confusion[0, 0], confusion.Length)];
        sum(all);
        (samples, top5, loss) = ((int)all[0], (int)all[1], all[2]);
        int next = 3;
        Take(binSamples);
        Take(binCorrect);
        all.AsSpan(next, CalibrationBins).CopyTo(binScore);
        next += CalibrationBins;
        Take(MemoryMarshal.CreateSpan(ref confusion[0, 0], confusion.Length));

        void Take(Span<int> counts)
        {
            for (int i = 0; i < counts.Length; i++)
            {
                counts[i] = (int)all[next + i];
            }

            next += counts.Length;
        }
    }

    /// <summary>Computes the metrics of the added pictures.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public ClassificationMetrics Summarize()
    {
        if (samples == 0)
        {
            throw new InvalidOperationException("no pictures were evaluated");
        }

        int classes = labels.Count;
        int correct = 0;
        List<ClassMetrics> perClass = [];
        List<int[]> rows = [];
        for (int c = 0; c < classes; c++)
        {
            int[] row = new int[classes];
            int predicted = 0;
            for (int k = 0; k < classes; k++)
            {
                row[k] = confusion[c, k];
                predicted += confusion[k, c];
            }

            int support = row.Sum();
            double precision = Ratio(row[c], predicted);
            double recall = Ratio(row[c], support);
            perClass.Add(support == 0
                ? new ClassMetrics(labels[c], predicted == 0 ? null : 0, Recall: null, F1: null, support)
                : new ClassMetrics(labels[c], precision, recall, Ratio(2 * precision * recall, precision + recall), support));
            rows.Add(row);
            correct += row[c];
        }

        double ece = 0; // Σ |bin| / n · |accuracy(bin) − mean score(bin)| = Σ |correct(bin) − Σ score(bin)| / n
        List<CalibrationBin> bins = [];
        for (int bin = 0; bin < CalibrationBins; bin++)
        {
            ece += Math.Abs(binCorrect[bin] - binScore[bin]) / samples;
            bins.Add(new CalibrationBin(binSamples[bin], binCorrect[bin], binScore[bin]));
        }

        return new ClassificationMetrics(samples, (double)correct / samples, (double)top5 / samples, loss / samples, ece, perClass, rows, bins);
    }

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;
}
