using EdgeResNet.Shared.Onnx;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Quantization;

/// <summary>
/// Writes batch norms as 1×1 convolutions with one group per channel, y = a·x + b. A DenseNet's norms come before its
/// convolutions and cannot be folded. A norm would run in float32 between two conversions; a convolution runs in integers,
/// and its ReLU is free. a = weight / sqrt(variance + epsilon), b = bias − mean·a, in double precision.
/// </summary>
internal static class ChannelwiseNorms
{
    /// <summary>Replaces every norm of <paramref name="graph"/>.</summary>
    public static void Rewrite(FloatGraph graph)
    {
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            if (graph.Nodes[i] is { OpType: "BatchNormalization" } norm)
            {
                graph.Nodes[i] = Convolution(graph, norm);
            }
        }
    }

    private static NodeProto Convolution(FloatGraph graph, NodeProto norm)
    {
        float[] weight = graph.Floats(norm.Input[1]).Values;
        float[] bias = graph.Floats(norm.Input[2]).Values;
        float[] mean = graph.Floats(norm.Input[3]).Values;
        float[] variance = graph.Floats(norm.Input[4]).Values;
        double epsilon = norm.Attribute.Single(attribute => attribute.Name == "epsilon").F;
        int channels = weight.Length;
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            double a = weight[c] / Math.Sqrt(variance[c] + epsilon);
            scale[c] = (float)a;
            shift[c] = (float)(bias[c] - (mean[c] * a));
        }

        string name = norm.Output[0];
        graph.Set(Tensor($"{name}.factor", new Weights(scale, channels, 1, 1, 1)));
        graph.Set(Tensor($"{name}.offset", new Weights(shift, channels)));
        return Node(
            "Conv",
            norm.Name,
            name,
            [norm.Input[0], $"{name}.factor", $"{name}.offset"],
            Ints("dilations", 1, 1), Int("group", channels), Ints("kernel_shape", 1, 1), Ints("pads", 0, 0, 0, 0), Ints("strides", 1, 1));
    }
}
