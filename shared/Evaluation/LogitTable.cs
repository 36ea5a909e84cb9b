using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Shared.Evaluation;

/// <summary>A deployed model's logits for every picture of a set. One pass serves several measurements.</summary>
/// <param name="name">Data set and split.</param>
/// <param name="logits"><c>[N, K]</c>.</param>
/// <param name="truths"><c>[N]</c>.</param>
/// <param name="known"><c>[N]</c>, the graph's own measure of known pictures; null where logits are enough.</param>
internal sealed class LogitTable(string name, float[] logits, int[] truths, float[]? known = null)
{
    private readonly int classes = truths.Length == 0 ? 0 : logits.Length / truths.Length;

    /// <summary>Data set and split.</summary>
    public string Name => name;

    /// <summary>Number of pictures.</summary>
    public int Count => truths.Length;

    /// <summary>The logits of a picture.</summary>
    public ReadOnlySpan<float> this[int index] => logits.AsSpan(index * classes, classes);

    /// <summary>The true class of a picture.</summary>
    public int Truth(int index) => truths[index];

    /// <summary>Runs the classifier on every picture.</summary>
    /// <exception cref="InputException">A picture cannot be read, or a logit is not finite.</exception>
    public static LogitTable Of(OnnxClassifier classifier, IImageSet images, CancellationToken cancellation)
    {
        float[] logits = new float[images.Count * classifier.Classes];
        int[] truths = new int[images.Count];
        float[]? known = classifier.Bundle.Output.Known is null ? null : new float[images.Count];
        ImageSetClassifier.Run(
            classifier,
            images,
            (index, row) =>
            {
                if (!double.IsFinite(Scores.Energy(row, 1)))
                {
                    throw new InputException($"{classifier.Bundle.Name}: answers {images.Origin(index)} with a logit that is not finite; train or export it again");
                }

                row.CopyTo(logits.AsSpan(index * classifier.Classes));
                truths[index] = images.Label(index);
                if (known is not null)
                {
                    known[index] = classifier.Known[index % classifier.BatchSize];
                }
            },
            cancellation);
        return new LogitTable(images.Name, logits, truths, known);
    }

    /// <summary>Accuracy, with scores from <c>softmax(logits / temperature)</c>.</summary>
    public ClassificationMetrics Measure(IReadOnlyList<string> labels, double temperature)
    {
        MetricsAccumulator metrics = new(labels, temperature);
        for (int i = 0; i < Count; i++)
        {
            metrics.Add(this[i], truths[i]);
        }

        return metrics.Summarize();
    }

    /// <summary>Share of the pictures whose highest logit is the true class, 0 to 1; among equal logits the first counts.</summary>
    public double Top1()
    {
        int right = 0;
        for (int i = 0; i < Count; i++)
        {
            right += IsRight(i) ? 1 : 0;
        }

        return (double)right / Count;
    }

    /// <summary>Whether a picture's highest logit is its class.</summary>
    public bool IsRight(int index) => Answer(index) == truths[index];

    /// <summary>The wrong answers with the highest scores, highest first; among equal scores the earlier picture is first.</summary>
    /// <param name="temperature">Divides the logits before softmax.</param>
    /// <param name="most">Largest number of results.</param>
    public IReadOnlyList<Mistake> MostConfidentMistakes(double temperature, int most)
    {
        List<Mistake> mistakes = [];
        for (int i = 0; i < Count; i++)
        {
            int answer = Answer(i);
            if (answer != truths[i])
            {
                double energy = Scores.Energy(this[i], temperature);
                mistakes.Add(new Mistake(i, truths[i], answer, Math.Exp((this[i][answer] - energy) / temperature), Math.Exp((this[i][truths[i]] - energy) / temperature)));
            }
        }

        return [.. mistakes.OrderByDescending(mistake => mistake.Score).Take(most)]; // a stable order
    }

    /// <summary>Divergence from a reference's answers to the same pictures: mean Kullback-Leibler divergence of the softmax, in nats.</summary>
    public double DivergenceFrom(LogitTable reference)
    {
        double sum = 0;
        for (int i = 0; i < Count; i++)
        {
            double expectedTotal = Scores.Energy(reference[i], 1); // log Σ exp z
            double total = Scores.Energy(this[i], 1);
            for (int k = 0; k < classes; k++)
            {
                double expected = reference[i][k] - expectedTotal;
                sum += Math.Exp(expected) * (expected - (this[i][k] - total));
            }
        }

        return sum / Count;
    }

    /// <summary>The card's measure for each picture.</summary>
    public double[] KnownScores(OutputSpec output)
    {
        double[] scores = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            scores[i] = Scores.Known(output.UnknownBy, this[i], output.Temperature, known?[i] ?? 0);
        }

        return scores;
    }

    /// <summary>Each picture's energy (Liu et al., 2020).</summary>
    public double[] Energies(double temperature)
    {
        double[] energies = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            energies[i] = Scores.Energy(this[i], temperature);
        }

        return energies;
    }

    /// <summary>Each picture's highest score (Hendrycks and Gimpel, 2017), for comparison with the energy.</summary>
    public double[] HighestScores(double temperature)
    {
        double[] highest = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            double largest = double.NegativeInfinity;
            foreach (float logit in this[i])
            {
                largest = Math.Max(largest, logit);
            }

            highest[i] = Math.Exp((largest - Scores.Energy(this[i], temperature)) / temperature); // the softmax of the largest
        }

        return highest;
    }

    private int Answer(int index) => Scores.Best(this[index]);
}
