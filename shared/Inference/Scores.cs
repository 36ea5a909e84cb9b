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
