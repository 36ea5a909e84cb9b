using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Onnx;

/// <summary>Cost of a graph, counted as in torchvision's tables: convolutions and linear layers.</summary>
/// <param name="Parameters">Trained parameters; a folded norm counts as gain and shift.</param>
/// <param name="Macs">Multiply-accumulates of one picture.</param>
internal sealed record GraphCost(long Parameters, long Macs)
{
    /// <summary>Counts.</summary>
    /// <param name="graph">A graph of this project.</param>
    /// <param name="input">Gives the size of a picture.</param>
    public static GraphCost Of(FloatGraph graph, InputSpec input)
    {
        (long parameters, long macs) = (0, 0);
        Dictionary<string, (long Height, long Width)> sizes = new() { [PixelNodes.Normalized] = (input.Height, input.Width) };
        foreach (NodeProto node in graph.Nodes)
        {
            (long height, long width) = sizes.GetValueOrDefault(node.Input[0]);
            if (node.OpType is "Conv" or "MaxPool" or "AveragePool")
            {
                (height, width) = (Positions(node, height, 0), Positions(node, width, 1));
            }

            sizes.TryAdd(node.Output[0], (height, width));
            if (node.OpType is "Conv" or "Gemm")
            {
                long weights = graph.Floats(node.Input[1]).Values.LongLength;
                bool folded = node.OpType == "Conv" && node.Output[0] != node.Name; // a folded norm: count gain and shift
                long biases = node.Input.Count > 2 ? graph.Floats(node.Input[2]).Values.LongLength : 0;
                parameters += weights + (folded ? 2 * biases : biases);
                macs += weights * (node.OpType == "Conv" ? height * width : 1);
            }
            else if (node.OpType == "BatchNormalization")
            {
                parameters += 2 * graph.Floats(node.Input[1]).Values.LongLength;
            }
        }

        return new GraphCost(parameters, macs);
    }

    private static long Positions(NodeProto node, long extent, int axis)
    {
        long kernel = Ints("kernel_shape", axis, 1);
        long padding = Ints("pads", axis, 0) + Ints("pads", axis + 2, 0);
        return ((extent + padding - kernel) / Ints("strides", axis, 1)) + 1;

        long Ints(string name, int at, long otherwise) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.Ints is { Count: > 0 } values ? values[at] : otherwise;
    }
}
