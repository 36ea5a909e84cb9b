using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Pipeline;
using Google.Protobuf;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Tests.Fakes;

/// <summary>
/// A real ONNX classifier of 256 classes that needs no training: it reads the lowest eight bits <c>n</c> of the
/// <see cref="FrameCounter"/> in the largest centred square of a picture, and its best label is their number. So the label of a
/// frame tells which frame the program saw.
/// </summary>
internal static class CounterModel
{
    public const int Numbers = 256;
    private const int Bits = 8;

    /// <summary>Writes a bundle into <paramref name="folder"/>.</summary>
    public static string WriteBundle(string folder)
    {
        EmbeddedCard embedded = new()
        {
            Architecture = new ArchitectureSpec("counter", 1, ArchitectureSpec.SmallStem, Numbers),
            Input = FrameCounter.Input,
            Output = new OutputSpec { Name = "logits", Labels = [.. Enumerable.Range(0, Numbers).Select(n => n.ToString(CultureInfo.InvariantCulture))], Temperature = 1, UnknownBelow = 0 },
            Training = new TrainingSpec(JsonSerializer.SerializeToElement(new Dictionary<string, double> { ["epochs"] = 0 }), 1, "none", "test", "none"),
        };
        byte[] bytes = Model(embedded).ToByteArray();
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), bytes);
        ModelCard card = new()
        {
            Schema = ModelCard.CurrentSchema,
            Name = "counter",
            Architecture = embedded.Architecture,
            Parameters = 0,
            Macs = 0,
            Input = embedded.Input,
            Output = embedded.Output,
            Parity = new ParitySpec(0, 0, 1),
            Files = new Dictionary<string, FileSpec> { ["fp32"] = new("model.onnx", Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length) },
            Training = embedded.Training,
            License = "MIT",
            DataLicense = "none",
        };
        StrictJson.Write(Path.Combine(folder, ModelBundle.CardFile), card);
        return folder;
    }

    /// <summary>bit_i = clip(pixel_i − 127, 0, 1); n = Σ 2^i bit_i; logit_k = 2 k n − k², greatest at k = n.</summary>
    private static ModelProto Model(EmbeddedCard embedded)
    {
        int pixels = embedded.Input.Height * embedded.Input.Width;
        float[] powers = [.. Enumerable.Range(0, pixels).Select(i => i < Bits ? 1 << i : 0f)];
        float[] slopes = [.. Enumerable.Range(0, Numbers).Select(k => 2f * k)];
        float[] offsets = [.. Enumerable.Range(0, Numbers).Select(k => -(float)k * k)];
        GraphProto graph = new() { Name = "counter" };
        graph.Input.Add(Batch(embedded.Input.Name, TensorProto.Types.DataType.Uint8, embedded.Input.Height, embedded.Input.Width, 1));
        graph.Output.Add(Batch(embedded.Output.Name, TensorProto.Types.DataType.Float, Numbers));
        graph.Node.Add(Node("Cast", "cast", "pixels", [embedded.Input.Name], Int("to", (long)TensorProto.Types.DataType.Float)));
        graph.Node.Add(Node("Flatten", "flatten", "row", ["pixels"], Int("axis", 1)));
        graph.Node.Add(Node("Sub", "sub", "signed", ["row", "middle"]));
        graph.Node.Add(Node("Clip", "clip", "bits", ["signed", "zero", "one"]));
        graph.Node.Add(Node("MatMul", "number", "n", ["bits", "powers"]));
        graph.Node.Add(Node("Gemm", "gemm", embedded.Output.Name, ["n", "slopes", "offsets"]));
        graph.Initializer.Add(Constant("middle", [127], 1));
        graph.Initializer.Add(Constant("zero", [0]));
        graph.Initializer.Add(Constant("one", [1]));
        graph.Initializer.Add(Constant("powers", powers, pixels, 1));
        graph.Initializer.Add(Constant("slopes", slopes, 1, Numbers));
        graph.Initializer.Add(Constant("offsets", offsets, Numbers));
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
