using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Evaluation;
using EdgeResNet.Trainer.Export;
using EdgeResNet.Trainer.Export.Quantization;
using EdgeResNet.Trainer.Models;

namespace EdgeResNet.Tests.Export.Quantization;

public sealed class BundleQuantizationTest : IDisposable
{
    private const int Classes = 4;
    private static readonly InputSpec input = RandomNetwork.Gray(20, 24);
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_bundle_gets_a_file_for_each_precision_with_its_accuracy_and_nothing_else_changes()
    {
        WriteBundle();
        File.WriteAllText(folder["b/notes.txt"], "mine");
        byte[] original = File.ReadAllBytes(folder["b/model.onnx"]);
        Quantization().AddIntegers(QuantizationTarget.Cpu);
        Quantization().AddIntegers(QuantizationTarget.TensorRt);
        Quantization().AddHalf();
        ModelCard card = Quantization().AddIntegers(QuantizationTarget.Cpu); // again: replaces its own file only

        ModelBundle bundle = ModelBundle.Verify(folder["b"], _ => { });
        Assert.Equal(["fp32", "int8", "int8-trt", "fp16"], bundle.Precisions);
        Assert.Equal(original, File.ReadAllBytes(folder["b/model.onnx"]));
        Assert.Equal("mine", File.ReadAllText(folder["b/notes.txt"]));
        Assert.Equal([folder["b"]], Directory.GetDirectories(Path.GetDirectoryName(folder["b"])!));
        string page = File.ReadAllText(folder["b/README.md"]);
        foreach ((string precision, FileSpec file) in card.Files)
        {
            Assert.Contains($"| `{file.Path}` | {precision} |", page, StringComparison.Ordinal);
            Assert.Equal(precision == "fp32", file.Conversion is null);
        }

        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", Precision = "int8", BatchSize = 50 });
        Assert.Equal(LogitTable.Of(classifier, Data().Reported, Stop).Top1(), card.Files["int8"].Top1);
        Assert.Contains("emulation", card.Files["fp16"].Conversion!.Measured, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_fails_leaves_the_bundle_as_it_was()
    {
        WriteBundle();
        Dictionary<string, byte[]> before = Contents();
        Assert.Contains("only a bundle folder", Assert.Throws<InputException>(() => Quantization("b/model.onnx").AddHalf()).Message, StringComparison.Ordinal);
        DataSplits foreign = new(new NoiseImages(9, input, 3), new NoiseImages(9, input, 3), null, "gray", "none");
        Assert.Contains("3 classes", Assert.Throws<InputException>(() => Quantization(data: foreign).AddIntegers(QuantizationTarget.Cpu)).Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => Quantization(stop: new CancellationToken(canceled: true)).AddIntegers(QuantizationTarget.Cpu));
        using CancellationTokenSource late = new();
        Assert.Throws<OperationCanceledException>(() => Quantization(report: line => { if (line.StartsWith("ranges", StringComparison.Ordinal)) { late.Cancel(); } }, stop: late.Token).AddIntegers(QuantizationTarget.Cpu));
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void What_is_quantised_already_is_refused()
    {
        WriteBundle();
        Quantization().AddIntegers(QuantizationTarget.Cpu);
        Assert.Contains("already of reduced precision", Assert.Throws<InputException>(() => FloatGraph.Read(folder["b/model.int8.onnx"])).Message, StringComparison.Ordinal);
        File.WriteAllText(folder["noise.onnx"], "this is no model");
        Assert.Contains("no ONNX file", Assert.Throws<InputException>(() => FloatGraph.Read(folder["noise.onnx"])).Message, StringComparison.Ordinal);
    }

    private static DataSplits Data() =>
        new(new NoiseImages(30, input, Classes, "noise/train"), new NoiseImages(40, input, Classes, "noise/validation"), new NoiseImages(50, input, Classes), "gray", "none");

    private BundleQuantization Quantization(string path = "b", DataSplits? data = null, Action<string>? report = null, CancellationToken? stop = null) =>
        new(folder[path], data ?? Data(), maxDrop: 1, report ?? (_ => { }), stop ?? Stop);

    private Dictionary<string, byte[]> Contents() => Directory.GetFiles(folder["b"], "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);

    private void WriteBundle()
    {
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, Classes);
        BundleExporter.Export(
            new BundleRequest
            {
                Name = "noisy",
                Network = network,
                Input = input,
                Labels = RandomNetwork.Output(Classes).Labels,
                HeldOut = Data().Validation,
                Reported = Data().Reported,
                Training = RandomNetwork.Training,
                License = "MIT",
                DataLicense = "none",
            },
            folder["b"],
            Stop);
    }
}
