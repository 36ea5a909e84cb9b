using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// The regularised loss of a softmax regression and its gradient, minimised by L-BFGS (Liu and Nocedal, 1989).
/// The unknowns are <c>W</c>, row by row, then the offsets, which are not penalised.
/// </summary>
/// <param name="rows"><c>[N, F]</c>.</param>
/// <param name="labels"><c>[N]</c>.</param>
/// <param name="importance">Weight of each row.</param>
/// <param name="classes">K.</param>
/// <param name="strength">C.</param>
/// <param name="stop">Checked between evaluations.</param>
internal sealed class SoftmaxObjective(double[] rows, IReadOnlyList<int> labels, double[] importance, int classes, double strength, CancellationToken stop)
{
    private const int Memory = 10;
    private const int MostSteps = 300;
    private const double GradientTolerance = 1e-6; // relative to the loss, which grows with the pictures; a larger one would already hold at the start for many similar pictures
    private const int MostParts = 8; // the same on every machine, so the sums have the same bits
    private const int LeastRows = 64; // of a part

    private readonly int count = labels.Count;
    private readonly int width = (rows.Length / labels.Count);
    private readonly Part[] parts = [.. Enumerable.Range(0, Math.Clamp(labels.Count / LeastRows, 1, MostParts)).Select(_ => new Part(classes * ((rows.Length / labels.Count) + 1), classes))];
    private double[] best = new double[classes * ((rows.Length / labels.Count) + 1)];
    private double lowest = double.PositiveInfinity;

    /// <summary>Whether all work is done on the caller's thread.</summary>
    public bool Alone { get; init; }

    /// <summary>Finds the minimum.</summary>
    /// <param name="start">Where the search begins; null for zero.</param>
    public double[] Minimize(double[]? start = null)
    {
        LimitedMemoryBfgsMinimizer minimizer = new(GradientTolerance, parameterTolerance: 1e-10, functionProgressTolerance: 1e-9, Memory, MostSteps);
        try
        {
            minimizer.FindMinimum(ObjectiveFunction.Gradient(Evaluate), Vector<double>.Build.Dense(start ?? new double[best.Length]));
        }
        catch (OptimizationException)
        {
            // Double precision is exhausted, or the steps are used up: the lowest point counts.
        }

        return best;
    }

    private (double Value, Vector<double> Gradient) Evaluate(Vector<double> point)
    {
        stop.ThrowIfCancellationRequested();
        double[] at = point.AsArray() ?? point.ToArray();
        double[] gradient = new double[at.Length];
        int weights = classes * width;
        TensorPrimitives.Multiply(at.AsSpan(0, weights), 1 / strength, gradient); // of the penalty; everything is divided by C
        double value = TensorPrimitives.SumOfSquares<double>(at.AsSpan(0, weights)) / (2 * strength);
        // In the caller's scheduler: one of low priority keeps the cores free.
        Parallel.For(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = Alone ? 1 : -1, TaskScheduler = null }, part => Add(parts[part], at, count * part / parts.Length, count * (part + 1) / parts.Length));
        foreach (Part part in parts)
        {
            value += part.Loss;
            TensorPrimitives.Add(gradient, part.Gradient, gradient);
        }

        if (value < lowest)
        {
            (lowest, best) = (value, (double[])at.Clone());
        }

        return (value, Vector<double>.Build.Dense(gradient));
    }

    /// <summary>Adds the loss of some rows and its gradient.</summary>
    private void Add(Part part, double[] at, int from, int to)
    {
        part.Loss = 0;
        part.Gradient.AsSpan().Clear();
        Span<double> offsets = at.AsSpan(classes * width);
        for (int i = from; i < to; i++)
        {
            ReadOnlySpan<double> row = rows.AsSpan(i * width, width);
            double[] scores = part.Scores;
            for (int k = 0; k < classes; k++)
            {
                scores[k] = TensorPrimitives.Dot(row, at.AsSpan(k * width, width)) + offsets[k];
            }

            double largest = TensorPrimitives.Max<double>(scores);
            double truth = scores[labels[i]] - largest;
            TensorPrimitives.Subtract(scores, largest, scores);
            TensorPrimitives.Exp<double>(scores, scores);
            double sum = TensorPrimitives.Sum<double>(scores);
            part.Loss += importance[i] * (Math.Log(sum) - truth);
            for (int k = 0; k < classes; k++)
            {
                double slope = importance[i] * ((scores[k] / sum) - (k == labels[i] ? 1 : 0));
                Span<double> target = part.Gradient.AsSpan(k * width, width);
                TensorPrimitives.MultiplyAdd(row, slope, target, target);
                part.Gradient[(classes * width) + k] += slope;
            }
        }
    }

    /// <summary>Buffers for a part of the rows.</summary>
    private sealed class Part(int unknowns, int classes)
    {
        public double[] Gradient { get; } = new double[unknowns];

        public double[] Scores { get; } = new double[classes];

        public double Loss { get; set; }
    }
}
