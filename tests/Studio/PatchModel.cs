using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using Google.Protobuf;
using OpenCvSharp;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Tests.Studio;

/// <summary>A network whose features are the mean colours of 4×4 patches, centred at grey: two pictures of random patches are not alike.</summary>
internal static class PatchModel
{
    private const int Size = 16;
    private const int Patches = 4;

    /// <summary>Features of a picture.</summary>
    public const int Width = 3 * Patches * Patches;

    /// <summary>Writes it as a backbone without a head, or as a classifier with labels of its own.</summary>
    public static string Write(string path, params string[] labels)
    {
        EmbeddedCard card = new()
        {
            Architecture = new ArchitectureSpec("patches", 1, ArchitectureSpec.SmallStem, labels.Length),
            Input = Imaging.PreprocessorTest.Spec("rgb", Size, Size, "none"),
            Output = GraphOutputs.WithFeatures(new OutputSpec { Name = labels.Length == 0 ? GraphOutputs.Features : "logits", Labels = labels, Temperature = 1, UnknownBelow = 0 }),
            Training = new TrainingSpec(JsonSerializer.SerializeToElement(new Dictionary<string, double> { ["epochs"] = 0 }), 1, "none", "test", "none"),
        };
        GraphProto graph = new() { Name = "patches" };
        graph.Input.Add(Batch(card.Input.Name, TensorProto.Types.DataType.Uint8, Size, Size, 3));
        graph.Node.Add(Node("Cast", "cast", "pixels", [card.Input.Name], Int("to", (long)TensorProto.Types.DataType.Float)));
        graph.Node.Add(Node("Sub", "centre", "centred", ["pixels", "grey"]));
        graph.Node.Add(Node("Transpose", "planes", "planes", ["centred"], Ints("perm", 0, 3, 1, 2)));
        graph.Node.Add(Node("AveragePool", "pool", GraphOutputs.Activations, ["planes"], Ints("kernel_shape", Patches, Patches), Ints("strides", Patches, Patches)));
        graph.Node.Add(Node("Flatten", "flat", GraphOutputs.Features, [GraphOutputs.Activations], Int("axis", 1)));
        graph.Initializer.Add(Tensor<float>("grey", [127.5f], 1));
        if (labels.Length > 0)
        {
            graph.Node.Add(Node("Gemm", "fc", "logits", [GraphOutputs.Features, "fc.weight", "fc.bias"], Int("transB", 1)));
            graph.Initializer.Add(Tensor<float>("fc.weight", new float[labels.Length * Width], labels.Length, Width));
            graph.Initializer.Add(Tensor<float>("fc.bias", [.. Enumerable.Range(0, labels.Length).Select(k => (float)-k)], labels.Length));
            graph.Output.Add(Batch("logits", TensorProto.Types.DataType.Float, labels.Length));
        }

        graph.Output.Add(Batch(GraphOutputs.Features, TensorProto.Types.DataType.Float, Width));
        graph.Output.Add(Batch(GraphOutputs.Activations, TensorProto.Types.DataType.Float, 3, Patches, Patches));
        ModelProto model = new() { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        model.MetadataProps.Add(new StringStringEntryProto { Key = EmbeddedCard.Key, Value = JsonSerializer.Serialize(card, StrictJson.Line) });
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }

    /// <summary>A picture of random patches: of the same kind it differs a little, of another much.</summary>
    /// <param name="kind">Which patches.</param>
    /// <param name="number">Which variant of them.</param>
    public static Mat Picture(int kind, int number)
    {
        byte[] colours = new byte[Width];
        new Random(kind).NextBytes(colours);
        Random noise = new((kind * 1000) + number);
        for (int i = 0; i < colours.Length; i++)
        {
            colours[i] = (byte)Math.Clamp(colours[i] + noise.Next(-55, 56), 0, 255);
        }

        using Mat patches = Mat.FromPixelData(Patches, Patches, MatType.CV_8UC3, colours);
        Mat picture = new();
        Cv2.Resize(patches, picture, new Size(64, 64), interpolation: InterpolationFlags.Nearest);
        return picture;
    }

    /// <summary>Writes such a picture as a PNG.</summary>
    public static void WritePicture(string path, int kind, int number)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Mat picture = Picture(kind, number);
        Cv2.ImWrite(path, picture);
    }

    /// <summary>Such a picture as the content of a PNG.</summary>
    public static byte[] Png(int kind, int number)
    {
        using Mat picture = Picture(kind, number);
        Cv2.ImEncode(".png", picture, out byte[] png);
        return png;
    }
}
