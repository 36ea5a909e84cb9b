using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Measurement;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Fakes;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Measurement;

public sealed class NullModelTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("gray")]
    [InlineData("rgb")]
    public void The_null_model_has_its_models_shapes_and_passes_first_bytes_on(string color)
    {
        ModelBundle model = ModelBundle.Open(TinyModel.WriteBundle(folder.Path, color));
        using OnnxClassifier nothing = Load(model);
        Assert.Equal(model.Input, nothing.Bundle.Input with { Mean = model.Input.Mean, Std = model.Input.Std });
        Assert.Equal(model.Output.Labels, nothing.Bundle.Output.Labels);
        nothing.InputBuffer.Fill(9);
        (nothing.InputBuffer[0], nothing.InputBuffer[1], nothing.InputBuffer[2]) = (0, 255, 7);
        Assert.Equal([0, 255, 7], nothing.Run().ToArray());
    }

    [Fact]
    public void The_null_model_repeats_pixels_for_more_classes()
    {
        ModelBundle model = ModelBundle.Open(CounterModel.WriteBundle(folder.Path));
        Assert.True(model.Input.Bytes < CounterModel.Numbers);
        using OnnxClassifier nothing = Load(model);
        nothing.InputBuffer[0] = 5;
        ReadOnlySpan<float> logits = nothing.Run();
        Assert.Equal((5, 5), (logits[0], logits[model.Input.Bytes]));
    }

    [Fact]
    public void The_null_model_of_several_outputs_gives_the_logits()
    {
        OutputSpec more = GraphOutputs.WithFeatures(TinyModel.Embedded("gray").Output) with { Known = "known", UnknownBy = UnknownMeasure.NearestPicture, UnknownBelow = 0.5 };
        ModelBundle model = ModelBundle.Open(TinyModel.WriteBundle(
            folder.Path,
            changeModel: graph =>
            {
                graph.MetadataProps[0].Value = JsonSerializer.Serialize(TinyModel.Embedded("gray") with { Output = more }, StrictJson.Line);
                graph.Graph.Output.Add(OnnxNodes.Batch("features", TensorProto.Types.DataType.Float, 1));
                graph.Graph.Output.Add(OnnxNodes.Batch("activations", TensorProto.Types.DataType.Float, 1, 8, 8));
                graph.Graph.Output.Add(OnnxNodes.Batch("known", TensorProto.Types.DataType.Float));
            },
            changeCard: card => card with { Output = more }));
        Assert.Equal(("features", "known"), (model.Output.Features, model.Output.Known));
        using OnnxClassifier nothing = Load(model);
        Assert.Equal(TinyModel.Labels.Length, nothing.Run().Length);
        Assert.True(nothing.Known.IsEmpty);
    }

    private OnnxClassifier Load(ModelBundle model)
    {
        string path = Path.Combine(folder.Path, "null.onnx");
        NullModel.Write(path, model);
        return OnnxClassifier.Load(ModelBundle.Open(path), new ClassifierOptions { ExecutionProvider = "cpu", Threads = 1 });
    }
}
