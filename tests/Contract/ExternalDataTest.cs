using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Inference;
using EdgeResNet.Trainer.Pretrained.Files;
using Google.Protobuf;

namespace EdgeResNet.Tests.Contract;

/// <summary>Fields by number (onnx.proto): the project's own classes know few of the places for a tensor.</summary>
public sealed class ExternalDataTest : IDisposable
{
    private const int Graph = 7;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("an initializer", new[] { Graph, 5 })]
    [InlineData("a sparse initializer's values", new[] { Graph, 15, 1 })]
    [InlineData("a sparse initializer's indices", new[] { Graph, 15, 2 })]
    [InlineData("an attribute", new[] { Graph, 1, 5, 5 })]
    [InlineData("a list in an attribute", new[] { Graph, 1, 5, 10 })]
    [InlineData("a sparse attribute", new[] { Graph, 1, 5, 22, 1 })]
    [InlineData("a list of sparse attributes", new[] { Graph, 1, 5, 23, 2 })]
    [InlineData("a subgraph", new[] { Graph, 1, 5, 6, 5 })]
    [InlineData("a subgraph in a list, in a subgraph", new[] { Graph, 1, 5, 11, 1, 5, 6, 5 })]
    [InlineData("a function", new[] { 25, 7, 5, 5 })]
    [InlineData("a default of a function", new[] { 25, 11, 5 })]
    [InlineData("the first values of a training", new[] { 20, 1, 5 })]
    [InlineData("a step of a training", new[] { 20, 2, 1, 5, 5 })]
    public void A_part_in_another_file_is_refused_wherever_it_is_named(string place, int[] path)
    {
        foreach (byte[] tensor in (byte[][])[Text(8, "w"), [.. Text(8, "w"), .. Number(14, 0)]])
        {
            ExternalData.Refuse(With(path, tensor), place); // the tensor alone does no harm
        }

        foreach (byte[] tensor in (byte[][])[[.. Text(8, "w"), .. Number(14, 1)], [.. Field(13, [.. Text(1, "location"), .. Text(2, "w.bin")]), .. Text(8, "w")], [.. Number(14, 1), .. Text(8, "w"), .. Number(14, 0)]])
        {
            string message = Assert.Throws<InputException>(() => ExternalData.Refuse(With(path, tensor), place)).Message;
            Assert.StartsWith($"{place}: 'w' is in another file", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_compiled_part_of_an_accelerator_is_refused() =>
        Assert.Throws<InputException>(() => ExternalData.Refuse(With([Graph, 1], Text(4, "EPContext")), "m"));

    [Fact]
    public void Endless_nesting_is_damage_not_a_crash()
    {
        byte[] nested = [];
        for (int i = 0; i < 5000; i++)
        {
            nested = Field(1, Field(5, Field(6, nested)));
        }

        Assert.Contains("is not an ONNX model", Assert.Throws<InputException>(() => OnnxFile.Parse(Field(Graph, nested), "m")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_way_to_a_model_refuses_it()
    {
        TinyModel.WriteBundle(folder.Path);
        string file = folder["model.onnx"];
        byte[] model = [.. File.ReadAllBytes(file), .. Field(Graph, Field(5, [.. Text(8, "weights"), .. Number(14, 1)]))];
        File.WriteAllBytes(file, model);
        ModelCard card = StrictJson.Read<ModelCard>(folder["card.json"]);
        StrictJson.Write(folder["card.json"], card with { Files = new Dictionary<string, FileSpec> { ["fp32"] = FileSpec.Of("model.onnx", model) } });
        foreach (Action open in (Action[])
        [
            () => ModelBundle.Open(folder.Path),
            () => ModelBundle.Open(file),
            () => VerifiedBundle.Open(folder.Path, _ => { }),
            () => FloatGraph.Read(file),
            () => Backbone.Open(file, _ => { }, TestContext.Current.CancellationToken),
            () => Backbone.OfFile("a", file),
            () => PretrainedWeights.Check(file),
        ])
        {
            Assert.Contains("is in another file", Assert.Throws<InputException>(open).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A model with an inner message; fields that stand twice are merged.</summary>
    private static byte[] With(int[] path, byte[] inner) => [.. TinyModel.Model(TinyModel.Embedded("gray")).ToByteArray(), .. path.Reverse().Aggregate(inner, (content, field) => Field(field, content))];

    private static byte[] Text(int field, string text) => Field(field, System.Text.Encoding.UTF8.GetBytes(text));

    private static byte[] Number(int field, int value) => Written(output =>
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    });

    private static byte[] Field(int field, byte[] content) => Written(output =>
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
    });

    private static byte[] Written(Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            write(output);
        }

        return stream.ToArray();
    }
}
