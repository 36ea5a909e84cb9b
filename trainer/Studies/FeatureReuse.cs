using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;

namespace EdgeResNet.Trainer.Studies;

/// <summary>A layer's use of each of its sources.</summary>
/// <param name="Name">Name of its convolution or linear layer.</param>
/// <param name="Use">Mean absolute weight for the block's input and each earlier layer; 1 if the layer uses all inputs equally.</param>
internal sealed record LayerUse(string Name, IReadOnlyList<double> Use);

/// <summary>Feature reuse in one dense block.</summary>
/// <param name="Block">Number, from 1.</param>
/// <param name="Layers">Layers in it.</param>
/// <param name="Connections">Direct connections into them, found in the graph.</param>
/// <param name="Targets">Its layers, then the transition or the classifier after it.</param>
internal sealed record BlockReuse(int Block, int Layers, int Connections, IReadOnlyList<LayerUse> Targets);

/// <summary>The JSON of <c>study reuse</c>.</summary>
/// <param name="Model">The model.</param>
/// <param name="Sha256">Its file.</param>
/// <param name="Blocks">Its dense blocks.</param>
internal sealed record ReuseReport(string Model, string Sha256, IReadOnlyList<BlockReuse> Blocks);

/// <summary>
/// A trained DenseNet's weights for the features of each earlier layer (Huang et al., 2017, figure 5). The paper averages absolute
/// weights. Here, every filter is first scaled to a mean of 1, which removes the folded norm's gain and makes layers comparable.
/// </summary>
internal static class FeatureReuse
{
    /// <summary>Reads a model's float32 file.</summary>
    /// <exception cref="InputException">It is not a DenseNet, or lacks a connection of one.</exception>
    public static ReuseReport Of(ModelBundle model)
    {
        string path = model.ModelPath(ModelBundle.DefaultPrecision);
        FloatGraph graph = FloatGraph.Of(model);
        return new ReuseReport(model.Name, model.Sha256, [.. DenseConnections.Of(graph, path).Select(block => new BlockReuse(block.Number, block.Layers, block.Connections, [.. block.Targets.Select(target => Use(graph, target))]))]);
    }

    private static LayerUse Use(FloatGraph graph, DenseTarget target)
    {
        string weight = graph.Nodes.First(node => node.Name == target.Name).Input[1];
        Weights weights = graph.Floats(weight); // [filters, channels, window…]
        int filters = (int)weights.Shape[0];
        int channels = (int)weights.Shape[1];
        int window = weights.Values.Length / filters / channels;
        double[] use = new double[target.Sources.Count];
        for (int filter = 0; filter < filters; filter++)
        {
            ReadOnlySpan<float> values = weights.Values.AsSpan(filter * channels * window, channels * window);
            double mean = MeanMagnitude(values);
            for (int i = 0; i < use.Length && mean > 0; i++) // skips a filter of zeros
            {
                DenseSource source = target.Sources[i];
                use[i] += MeanMagnitude(values.Slice(source.FirstChannel * window, source.Channels * window)) / mean / filters;
            }
        }

        return new LayerUse(target.Name, use);
    }

    private static double MeanMagnitude(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += Math.Abs(value);
        }

        return sum / values.Length;
    }
}
