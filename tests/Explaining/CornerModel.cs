using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Imaging;
using EdgeResNet.Tests.Inference;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Tests.Explaining;

/// <summary>
/// A convolutional classifier whose map is known: two channels of 2×2 cells, the mean brightness of each quarter of the picture
/// and its complement to 1. "bright" weighs the first by 2, "dark" the second by 3, "both" each by 1.
/// </summary>
internal static class CornerModel
{
    public const int Size = 8;

    public static readonly string[] Labels = ["bright", "dark", "both"];
    public static readonly float[] Bias = [0.5f, -0.5f, 0];
    private static readonly float[] weights = [2, 0, 0, 3, 1, 1];

    /// <summary>Writes a bundle; without <paramref name="averages"/>, its last layer reads the map cell by cell.</summary>
    public static string WriteBundle(string folder, bool averages = true, string crop = "none")
    {
        EmbeddedCard card = new()
        {
            Architecture = new ArchitectureSpec("corners", 1, ArchitectureSpec.SmallStem, Labels.Length),
            Input = PreprocessorTest.Spec("gray", Size, Size, crop),
            Output = new OutputSpec { Name = "logits", Labels = Labels, Temperature = 1, UnknownBelow = 0 },
            Training = new TrainingSpec(JsonSerializer.SerializeToElement(new Dictionary<string, double>()), 1, "none", "test", "none"),
        };
        return TinyModel.WriteBundle(folder, card, model => Rebuild(model.Graph, averages));
    }

    private static void Rebuild(GraphProto graph, bool averages)
    {
        graph.Node.Clear();
        graph.Initializer.Clear();
        graph.Node.Add(Node("Cast", "cast", "pixels", ["image"], Int("to", (long)TensorProto.Types.DataType.Float)));
        graph.Node.Add(Node("Transpose", "turn", "planes", ["pixels"], Ints("perm", 0, 3, 1, 2)));
        graph.Node.Add(Node("Conv", "conv", "map", ["planes", "kernel", "offset"], Ints("strides", 4, 4)));
        if (averages)
        {
            graph.Node.Add(Node("GlobalAveragePool", "pool", "mean", ["map"]));
        }

        graph.Node.Add(Node("Flatten", "flatten", "row", [averages ? "mean" : "map"], Int("axis", 1)));
        graph.Node.Add(Node("Gemm", "fc", "logits", ["row", "weights", "bias"], Int("transB", 1)));
        float cell = 1 / (255f * 16);
        graph.Initializer.Add(Tensor<float>("kernel", (float[])[.. Enumerable.Repeat(cell, 16), .. Enumerable.Repeat(-cell, 16)], 2, 1, 4, 4));
        graph.Initializer.Add(Tensor<float>("offset", (float[])[0, 1], 2));
        graph.Initializer.Add(averages ? Tensor<float>("weights", weights, 3, 2) : Tensor<float>("weights", new float[24], 3, 8));
        graph.Initializer.Add(Tensor<float>("bias", Bias, 3));
    }
}
