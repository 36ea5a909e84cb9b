using System.Numerics.Tensors;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Inference;

/// <summary>From logits to what people read.</summary>
public static class Scores
{
    /// <summary>Softmax of <c>logits / temperature</c> (Guo et al., 2017); both spans have one entry a class. Does not allocate.</summary>
    public static void Softmax(ReadOnlySpan<float> logits, double temperature, Span<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, logits.Length);
        double largest = double.NegativeInfinity;
        foreach (float logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp((logit - largest) / temperature);
        }

        for (int i = 0; i < logits.Length; i++)
        {
            probabilities[i] = (float)(Math.Exp((logits[i] - largest) / temperature) / sum);
        }
    }

    /// <summary>
    /// Free energy of the logits, <c>T·log Σ exp(z / T)</c>: high for what the network knows (Liu et al., 2020). Not a number
    /// when a logit is not finite. Does not allocate.
    /// </summary>
    public static double Energy(ReadOnlySpan<float> logits, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        ArgumentOutOfRangeException.ThrowIfZero(logits.Length);
        double largest = double.NegativeInfinity;
        foreach (float logit in logits)
        {
            if (!float.IsFinite(logit))
            {
                return double.NaN;
            }

            largest = Math.Max(largest, logit);
        }

        double sum = 0; // at least 1: the largest logit's share keeps the logarithm finite
        foreach (float logit in logits)
        {
            sum += Math.Exp((logit - largest) / temperature);
        }

        return largest + (temperature * Math.Log(sum));
    }

    /// <summary>How known a picture is by a measure of <see cref="UnknownMeasure"/>: higher is better known. Not a number when a logit is not finite. Does not allocate.</summary>
    /// <param name="measure">Its name, as the card gives it.</param>
    /// <param name="logits">One number a class.</param>
    /// <param name="temperature">Divides them.</param>
    /// <param name="graphs">The graph's own output, where the measure is one.</param>
    public static double Known(string measure, ReadOnlySpan<float> logits, double temperature, double graphs)
    {
        double energy = Energy(logits, temperature);
        return !double.IsFinite(energy) ? double.NaN
            : UnknownMeasure.NeedsFeatures(measure) ? graphs
            : measure == UnknownMeasure.MaxSoftmax ? Math.Exp((TensorPrimitives.Max(logits) - energy) / temperature)
            : energy;
    }

    /// <summary>Whether a picture that is known so well is unknown: below the threshold, which 0 turns off, or not finite.</summary>
    public static bool IsUnknown(double known, double unknownBelow) => !double.IsFinite(known) || (unknownBelow != 0 && known < unknownBelow);

    /// <summary>The position of the largest value; of equal ones the first. Does not allocate.</summary>
    public static int Best(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    /// <summary>Writes the positions of the largest values, largest first, into <paramref name="indices"/>, whose length is k; of equal values the first comes first. Does not allocate.</summary>
    public static void TopK(ReadOnlySpan<float> values, Span<int> indices)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(indices.Length, values.Length);
        int found = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int place = found;
            while (place > 0 && values[i] > values[indices[place - 1]])
            {
                place--;
            }

            if (place == indices.Length)
            {
                continue;
            }

            found = Math.Min(found + 1, indices.Length);
            indices[place..(found - 1)].CopyTo(indices[(place + 1)..]);
            indices[place] = i;
        }
    }
}
