using EdgeResNet.Shared.Contract;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Onnx;

/// <summary>The beginning of every graph: raw pixels <c>[N, H, W, C]</c> become normalised floats <c>[N, C, H, W]</c>.</summary>
internal static class PixelNodes
{
    /// <summary>Name of the normalised picture.</summary>
    public const string Normalized = "input.normalized";

    /// <summary>Adds the operations.</summary>
    public static void Append(List<NodeProto> nodes, Dictionary<string, Weights> weights, InputSpec input)
    {
        int channels = input.Channels;
        float[] scale = new float[channels];
        float[] shift = new float[channels];
        for (int c = 0; c < channels; c++)
        {
            // (x / 255 - mean) / std = x · scale + shift
            scale[c] = (float)(1.0 / (255.0 * input.Std[c]));
            shift[c] = (float)(-input.Mean[c] / input.Std[c]);
        }

        weights["input.scale"] = new Weights(scale, 1, channels, 1, 1);
        weights["input.shift"] = new Weights(shift, 1, channels, 1, 1);
        nodes.Add(Node("Cast", "input.float", "input.float", [input.Name], Int("to", (long)TensorProto.Types.DataType.Float)));
        nodes.Add(Node("Transpose", "input.nchw", "input.nchw", ["input.float"], Ints("perm", 0, 3, 1, 2)));
        nodes.Add(Node("Mul", "input.scaled", "input.scaled", ["input.nchw", "input.scale"]));
        nodes.Add(Node("Add", Normalized, Normalized, ["input.scaled", "input.shift"]));
    }
}
