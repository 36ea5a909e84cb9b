using EdgeResNet.Shared.Onnx;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>Weights in an ONNX file whose constants have parameter names: a backbone without folded norms.</summary>
internal static class OnnxWeights
{
    /// <summary>Whether the first bytes may begin an ONNX file: the first field is the format version, 3 or higher.</summary>
    public static bool Begins(ReadOnlySpan<byte> start) => start.Length > 1 && start[0] == 0x08 && start[1] is >= 3 and < 0x20;

    /// <summary>Reads every float32 constant; the caller owns the tensors.</summary>
    /// <exception cref="InputException">The file cannot be read, or its norms are folded into convolutions.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        FloatGraph graph = FloatGraph.Read(path);
        if (graph.Nodes.Find(node => node.OpType == "Conv" && node.Output[0] != node.Name) is NodeProto folded)
        {
            throw new InputException($"{path}: {folded.Name} has its norm folded into it; use retrain for such a model, not --pretrained");
        }

        return graph.Nodes.SelectMany(node => node.Input).Distinct()
            .Where(name => graph.Constant(name)?.DataType == (int)TensorProto.Types.DataType.Float)
            .ToDictionary(name => name, name => TensorOf(graph.Floats(name)));
    }

    private static Tensor TensorOf(Weights weights) => tensor(weights.Values, weights.Shape);
}
