using System.Numerics.Tensors;
using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Pretrained;
using Microsoft.ML.OnnxRuntime;

namespace EdgeResNet.Tests.Teaching;

/// <summary>The file of 8-bit integers that <c>teach</c> adds, with the real backbone.</summary>
public sealed class TaughtIntegersTest(ImageNetBackboneFixture backbone) : IClassFixture<ImageNetBackboneFixture>, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> said = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_output_of_the_int8_file_is_close_to_float32()
    {
        Shapes.Create(folder["shapes"], perClass: 10, "circle", "stripes");
        Teach("shapes", integers: true);
        ModelBundle bundle = VerifiedBundle.Open(folder["bundle"], _ => { });
        Assert.True(bundle.Card!.Files.TryGetValue("int8", out FileSpec? file), string.Join('\n', said));
        Assert.Equal("model.int8.onnx", file.Path);
        Assert.Equal(["fc"], file.Conversion!.KeptFloat);
        Assert.InRange(file.Conversion.ValidationDrop, -1, 0.005);
        Assert.Equal(bundle.Card.Files["fp32"].Top1!.Value - file.Conversion.ValidationDrop, file.Top1!.Value, 1e-9);
        Assert.True(file.Conversion.ReducedLayers > 20 && file.Bytes < 0.4 * bundle.Card.Files["fp32"].Bytes, $"{file}");
        Assert.Contains("20 pictures of shapes", file.Conversion.Measured, StringComparison.Ordinal);
        Assert.Contains("`model.int8.onnx`", File.ReadAllText(folder["bundle/README.md"]), StringComparison.Ordinal);

        byte[] pixels = new byte[bundle.Input.Bytes];
        new Preprocessor(bundle.Input).Run(ImageDecoder.Decode(folder["shapes/stripes/0.png"]).View, pixels);
        Dictionary<string, float[]> exact = Run(bundle.ModelPath(), bundle.Input, pixels);
        Dictionary<string, float[]> integers = Run(bundle.ModelPath("int8"), bundle.Input, pixels);
        Assert.Equal(["logits", "features", "activations", "known"], integers.Keys);
        foreach (string name in (string[])["features", "activations"])
        {
            Assert.Equal(exact[name].Length, integers[name].Length);
            Assert.InRange(TensorPrimitives.CosineSimilarity<float>(exact[name], integers[name]), 0.98f, 0.9999999f); // close, and not the same
            Assert.InRange(integers[name].Distinct().Count(), 2, 256); // what 8 bits stand for
        }

        Assert.Equal(exact["known"][0], integers["known"][0], 0.1);
        Assert.Equal(TensorPrimitives.IndexOfMax<float>(exact["logits"]), TensorPrimitives.IndexOfMax<float>(integers["logits"]));
    }

    [Fact]
    public void No_int8_file_is_written_if_it_is_switched_off()
    {
        Shapes.Create(folder["shapes"], perClass: 2, "circle", "cross");
        Teach("shapes", integers: false);
        Assert.Equal(["fp32"], ModelBundle.Open(folder["bundle"]).Precisions);
    }

    [Fact]
    public void An_int8_file_that_loses_too_much_is_omitted_with_the_reason()
    {
        Shapes.Create(folder["shapes"], perClass: 4, "circle", "cross");
        Backbone network = Backbone.OfFile(ImageNetBackbone.Name, backbone.File);
        using FeatureExtractor extractor = new(network, network.Input);
        FolderImageSet set = FolderData.OpenWhole(folder["shapes"], TestContext.Current.CancellationToken).Train;
        FeatureTable table = new FeatureReader(extractor, FeatureCache.Open(backbone.Features, network, network.Input, extractor.Width)).Read(set, _ => { }, CancellationToken.None).Table;
        SoftmaxHead head = new SoftmaxRegression(table).Fit(OutOfFold.UsualStrength, CancellationToken.None);
        TaughtModel model = new()
        {
            Name = "shapes",
            Backbone = network,
            MapShape = extractor.MapShape,
            Input = network.Input,
            Output = GraphOutputs.WithFeatures(new OutputSpec { Name = "logits", Labels = set.Classes, Temperature = 1, UnknownBelow = 0 }),
            Head = head,
            Bank = null,
            Pictures = set,
            Features = table,
            Training = new TrainingSpec(JsonSerializer.SerializeToElement(new Dictionary<string, double>()), 1, "none", "test", "none", new ParentSpec(network.Name, network.Sha256)),
            Metrics = null,
            Judged = null,
            Calibration = null,
            JudgeIntegers = HeldPictures.Of(new NoiseImages(table.Count, 2), table, new Judge(head, Bank: null)), // the integers see noise where float32 saw shapes
        };
        ModelCard card = TaughtBundle.Write(model, folder["bundle"], said.Add, CancellationToken.None);
        Assert.Equal(["fp32"], card.Files.Keys);
        Assert.False(File.Exists(folder["bundle/model.int8.onnx"]));
        Assert.Matches("^no int8 file: it would cost [0-9.]+ points of top-1", Assert.Single(said));
    }

    private void Teach(string pictures, bool integers) =>
        new Teach(new TeachRequest(folder[pictures], folder["bundle"], backbone.File) { Cache = backbone.Features, Integers = integers }, said.Add, CancellationToken.None).Run();

    private static Dictionary<string, float[]> Run(string path, InputSpec input, byte[] pixels)
    {
        using SessionOptions settings = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using InferenceSession session = new(path, settings);
        using RunOptions options = new();
        using OrtValue image = OrtValue.CreateTensorValueFromMemory(pixels, [1, input.Height, input.Width, input.Channels]);
        using IDisposableReadOnlyCollection<OrtValue> answers = session.Run(options, [input.Name], [image], session.OutputNames);
        return session.OutputNames.Zip(answers).ToDictionary(pair => pair.First, pair => pair.Second.GetTensorDataAsSpan<float>().ToArray());
    }
}
