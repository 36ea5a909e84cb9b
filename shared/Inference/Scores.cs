using System.Numerics.Tensors;
using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Inference;

/// <summary>Turns logits into scores.</summary>
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
    /// Free energy of the logits, <c>T·log Σ exp(z / T)</c>: high for known pictures (Liu et al., 2020). NaN when a logit is
    /// not finite. Does not allocate.
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

        double sum = 0; // at least 1, so the logarithm is finite
        foreach (float logit in logits)
        {
            sum += Math.Exp((logit - largest) / temperature);
        }

        return largest + (temperature * Math.Log(sum));
    }

    /// <summary>A measure of <see cref="UnknownMeasure"/> for a picture: higher for known pictures. NaN when a logit is not finite. Does not allocate.</summary>
    /// <param name="measure">Its name, as the card gives it.</param>
    /// <param name="logits">One number a class.</param>
    /// <param name="temperature">Divides them.</param>
    /// <param name="graphs">The graph's own output, for measures that need it.</param>
    public static double Known(string measure, ReadOnlySpan<float> logits, double temperature, double graphs)
    {
        double energy = Energy(logits, temperature);
        return !double.IsFinite(energy) ? double.NaN
            : UnknownMeasure.NeedsFeatures(measure) ? graphs
            : measure == UnknownMeasure.MaxSoftmax ? Math.Exp((TensorPrimitives.Max(logits) - energy) / temperature)
            : energy;
    }

    /// <summary>Whether a measure means unknown: below the threshold (0 turns it off) or not finite.</summary>
    public static bool IsUnknown(double known, double unknownBelow) => !double.IsFinite(known) || (unknownBelow != 0 && known < unknownBelow);

    /// <summary>The position of the largest value; among equal ones the first. Does not allocate.</summary>
    public static int Best(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    /// <summary>Writes the positions of the largest values, largest first, into <paramref name="indices"/>, whose length is k; among equal values the first comes first. Does not allocate.</summary>
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
