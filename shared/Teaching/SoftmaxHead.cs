using System.Numerics.Tensors;
using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Shared.Teaching;

/// <summary>A linear layer on features: <c>logits = W·x + b</c>.</summary>
/// <param name="Weights"><c>[K, F]</c>.</param>
/// <param name="Bias"><c>[K]</c>.</param>
internal sealed record SoftmaxHead(float[] Weights, float[] Bias)
{
    /// <summary>Number of classes.</summary>
    public int Classes => Bias.Length;

    /// <summary>Features of a picture.</summary>
    public int Width => Weights.Length / Bias.Length;

    /// <summary>The last layer of a classifier's graph.</summary>
    public static SoftmaxHead Of(FloatGraph graph, GraphHead end, int classes)
    {
        Weights weights = graph.Floats(end.Layer.Input[1]);
        bool transposed = end.Layer.Attribute.Any(attribute => attribute is { Name: "transB", I: 1 });
        return new SoftmaxHead(transposed ? weights.Values : Transposed(weights.Values, classes), end.Layer.Input.Count > 2 ? graph.Floats(end.Layer.Input[2]).Values : new float[classes]);
    }

    /// <summary>The logits of a picture.</summary>
    /// <param name="features"><c>[F]</c>.</param>
    /// <param name="logits"><c>[K]</c>.</param>
    public void Logits(ReadOnlySpan<float> features, Span<float> logits)
    {
        for (int k = 0; k < logits.Length; k++)
        {
            logits[k] = TensorPrimitives.Dot(features, Weights.AsSpan(k * Width, Width)) + Bias[k];
        }
    }

    /// <summary>The logits of all pictures of a table, <c>[N, K]</c>.</summary>
    public float[] Logits(FeatureTable pictures)
    {
        float[] logits = new float[pictures.Count * Classes];
        for (int i = 0; i < pictures.Count; i++)
        {
            Logits(pictures[i], logits.AsSpan(i * Classes, Classes));
        }

        return logits;
    }

    private static float[] Transposed(float[] weights, int classes)
    {
        int width = weights.Length / classes;
        float[] rows = new float[weights.Length];
        for (int k = 0; k < classes; k++)
        {
            for (int f = 0; f < width; f++)
            {
                rows[(k * width) + f] = weights[(f * classes) + k];
            }
        }

        return rows;
    }
}
