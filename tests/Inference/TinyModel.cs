using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using Google.Protobuf;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Tests.Inference;

/// <summary>
/// A classifier that needs no training: its logits are known functions of the mean brightness <c>m</c> (0 to 255) of a
/// picture: "dark" <c>128 − m</c>, "medium" <c>0</c>, "bright" <c>m − 128</c>.
/// </summary>
internal static class TinyModel
{
    public const int Size = 8;

    public static readonly string[] Labels = ["dark", "medium", "bright"];

    /// <summary>Writes a bundle into <paramref name="folder"/>; the model is changed before it is hashed, the card after that.</summary>
    public static string WriteBundle(string folder, string color = "gray", Action<ModelProto>? changeModel = null, Func<ModelCard, ModelCard>? changeCard = null) =>
        WriteBundle(folder, Embedded(color), changeModel, changeCard);

    /// <summary>The same with a given card.</summary>
    public static string WriteBundle(string folder, EmbeddedCard embedded, Action<ModelProto>? changeModel = null, Func<ModelCard, ModelCard>? changeCard = null)
    {
        ModelProto model = Model(embedded);
        changeModel?.Invoke(model);
        byte[] bytes = model.ToByteArray();
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), bytes);
        ModelCard card = new()
        {
            Schema = ModelCard.CurrentSchema,
            Name = "brightness",
            Architecture = embedded.Architecture,
            Parameters = 6,
            Macs = 0,
            Input = embedded.Input,
            Output = embedded.Output,
            Parity = new ParitySpec(0, 0, 1),
            Files = new Dictionary<string, FileSpec> { ["fp32"] = new("model.onnx", Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length) },
            Training = embedded.Training,
            License = "MIT",
            DataLicense = "none",
        };
        StrictJson.Write(Path.Combine(folder, ModelBundle.CardFile), changeCard is null ? card : changeCard(card));
        return folder;
    }

    public static EmbeddedCard Embedded(string color) => new()
    {
        Architecture = new ArchitectureSpec("brightness", 1, ArchitectureSpec.SmallStem, Labels.Length),
        Input = Imaging.PreprocessorTest.Spec(color, Size, Size, "center"),
        Output = new OutputSpec { Name = "logits", Labels = Labels, Temperature = 10, UnknownBelow = 0 },
        Training = new TrainingSpec(JsonSerializer.SerializeToElement(new Dictionary<string, double> { ["epochs"] = 0 }), 1, "none", "test", "none"),
    };

    /// <summary>A card whose graph returns a known score: the brightness, 0 (black) to 1 (white).</summary>
    public static EmbeddedCard Similar(string color, double below, double? spread = null)
    {
        EmbeddedCard embedded = Embedded(color);
        return embedded with { Output = embedded.Output with { UnknownBy = UnknownMeasure.NearestPicture, Known = GraphOutputs.Known, UnknownBelow = below, UnknownSpread = spread } };
    }

    public static ModelProto Model(EmbeddedCard embedded)
    {
        int channels = embedded.Input.Channels;
        float[] weights = new float[channels * Labels.Length];
        for (int channel = 0; channel < channels; channel++)
        {
            (weights[channel * Labels.Length], weights[(channel * Labels.Length) + 2]) = (-1f / channels, 1f / channels);
        }

        GraphProto graph = new() { Name = "brightness" };
        graph.Input.Add(Batch(embedded.Input.Name, TensorProto.Types.DataType.Uint8, embedded.Input.Height, embedded.Input.Width, channels));
        graph.Output.Add(Batch(embedded.Output.Name, TensorProto.Types.DataType.Float, Labels.Length));
        graph.Node.Add(Node("Cast", "cast", "pixels", [embedded.Input.Name], Int("to", (long)TensorProto.Types.DataType.Float)));
        graph.Node.Add(Node("ReduceMean", "mean", "brightness", ["pixels"], Ints("axes", 1, 2), Int("keepdims", 0)));
        graph.Node.Add(Node("Gemm", "gemm", embedded.Output.Name, ["brightness", "weights", "bias"]));
        graph.Initializer.Add(Constant("weights", weights, channels, Labels.Length));
        graph.Initializer.Add(Constant("bias", [128, 0, -128], Labels.Length));
        if (embedded.Output.Known is string known)
        {
            graph.Output.Add(Batch(known, TensorProto.Types.DataType.Float));
            graph.Node.Add(Node("ReduceMean", "level", "level", ["pixels"], Ints("axes", 1, 2, 3), Int("keepdims", 0)));
            graph.Node.Add(Node("Mul", "scale", known, ["level", "scale"]));
            graph.Initializer.Add(Constant("scale", [1 / 255f]));
        }

        ModelProto model = new() { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        model.MetadataProps.Add(new StringStringEntryProto { Key = EmbeddedCard.Key, Value = JsonSerializer.Serialize(embedded, StrictJson.Line) });
        return model;
    }

    private static TensorProto Constant(string name, float[] values, params long[] shape)
    {
        TensorProto tensor = new() { Name = name, DataType = (int)TensorProto.Types.DataType.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)) };
        tensor.Dims.AddRange(shape);
        return tensor;
    }
}
