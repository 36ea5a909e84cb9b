using EdgeResNet.Shared.Onnx;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>Weights in an ONNX file whose constants have the names of parameters: a backbone, in which no norm is folded.</summary>
internal static class OnnxWeights
{
    /// <summary>Whether a file that starts so may be an ONNX file: its first field is the version of the format, 3 or higher.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) => start.Length > 1 && start[0] == 0x08 && start[1] is >= 3 and < 0x20;

    /// <summary>Reads every float32 constant; the caller owns the tensors.</summary>
    /// <exception cref="InputException">The file cannot be read, or its norms are folded into convolutions.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        FloatGraph graph = FloatGraph.Read(path);
        if (graph.Nodes.Find(node => node.OpType == "Conv" && node.Output[0] != node.Name) is NodeProto folded)
        {
            throw new InputException($"{path}: {folded.Name} has its norm folded into it; retrain goes on from such a model, --pretrained does not");
        }

        return graph.Nodes.SelectMany(node => node.Input).Distinct()
            .Where(name => graph.Constant(name)?.DataType == (int)TensorProto.Types.DataType.Float)
            .ToDictionary(name => name, name => TensorOf(graph.Floats(name)));
    }

    private static Tensor TensorOf(Weights weights) => tensor(weights.Values, weights.Shape);
}
