using System.CommandLine;
using System.Text.Json;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Tests.Capture;

namespace EdgeResNet.Tests.Inference;

/// <summary>Which file <c>--precision auto</c> takes: by provider, by processor and by what the card says.</summary>
public sealed class PrecisionChoiceTest : IDisposable
{
    private static readonly ConversionSpec conversion = new("set/train", 64, [], ValidationDrop: 0, "a test", ReducedLayers: 1);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("auto", true, true, 0.0, null, "int8")]
    [InlineData("auto", true, true, 0.005, null, "int8")]
    [InlineData("auto", true, true, -0.01, 0.905, "int8")]
    [InlineData("auto", true, true, 0.0051, null, "fp32")] // loses more than half a point on the pictures that decided
    [InlineData("auto", true, true, 0.0, 0.89, "fp32")] // on those that are reported
    [InlineData("auto", true, false, 0.0, null, "fp32")] // a processor without dot products of bytes
    [InlineData("auto", false, true, 0.0, null, "fp32")] // a GPU
    [InlineData("fp32", true, true, 0.0, null, "fp32")]
    [InlineData("int8", true, false, 0.5, null, "int8")]
    [InlineData("int8", false, true, 0.5, null, "int8")]
    public void Auto_picks_int8_if_it_is_faster_with_little_loss(string asked, bool onCpu, bool fast, double drop, double? top1, string expected)
    {
        PrecisionChoice choice = PrecisionChoice.Make(asked, Card(drop, top1), onCpu, fast);
        Assert.Equal(expected, choice.Name);
        Assert.Equal(asked == "auto", choice.Reason?.StartsWith("auto: ", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Auto_picks_fp32_without_int8_measurements()
    {
        Assert.Equal("fp32", PrecisionChoice.Make("auto", card: null, onCpu: true, fastIntegers: true).Name);
        ModelCard card = Card(0, null);
        foreach (FileSpec? file in (FileSpec?[])[null, new FileSpec("model.int8.onnx", "", 0), new FileSpec("model.int8.onnx", "", 0, 0.9, conversion with { ReducedLayers = 0 })])
        {
            Dictionary<string, FileSpec> files = new() { ["fp32"] = card.Files["fp32"] };
            if (file is not null)
            {
                files["int8"] = file;
            }

            Assert.Equal("fp32", PrecisionChoice.Make("auto", card with { Files = files }, onCpu: true, fastIntegers: true).Name);
        }
    }

    [Theory]
    [InlineData(0.001, true)]
    [InlineData(0.2, false)]
    public void Live_picks_the_precision_and_prints_which_and_why(double drop, bool small)
    {
        Bundle(drop);
        string expected = small && IntegerProducts.AreFast ? "int8" : "fp32";
        (string said, JsonElement summary, JsonElement line) = Live();
        Assert.Contains($"brightness {expected} (auto: ", said, StringComparison.Ordinal);
        Assert.Equal(expected, summary.GetProperty("precision").GetString());
        Assert.Equal((expected, summary.GetProperty("sha256").GetString()), (line.GetProperty("precision").GetString(), line.GetProperty("sha256").GetString()));
        (said, summary, _) = Live("--precision", "fp32");
        Assert.Contains("brightness fp32 on cpu", said, StringComparison.Ordinal);
        Assert.Equal("fp32", summary.GetProperty("precision").GetString());
    }

    [Fact]
    public void Bench_resolves_auto_precision_before_it_runs()
    {
        Bundle(0.001);
        EdgeApp.Bench.Measure.BenchCase only = Assert.Single(EdgeApp.Bench.Measure.BenchCase.Combine([folder["bundle"]], ["cpu"], ["auto"], [1], new ClassifierOptions()));
        Assert.Equal(IntegerProducts.AreFast ? "int8" : "fp32", only.Classifier.Precision);
    }

    private void Bundle(double drop)
    {
        TinyModel.WriteBundle(folder["bundle"], changeCard: card => card with
        {
            Files = new Dictionary<string, FileSpec>(card.Files) { ["int8"] = card.Files["fp32"] with { Path = "model.int8.onnx", Conversion = conversion with { ValidationDrop = drop } } },
        });
        File.Copy(folder["bundle/model.onnx"], folder["bundle/model.int8.onnx"]);
        Samples.Write(folder["bundle/samples"]);
    }

    private (string Said, JsonElement Summary, JsonElement Line) Live(params string[] more)
    {
        StringWriter output = new() { NewLine = "\n" };
        RootCommand root = [LiveVerb.Create()];
        Assert.Equal(0, VerbRunner.Run(root, ["live", "--model", folder["bundle"], "--source", "demo:fashion?fps=100", "--frames", "1", "--summary", folder["s.json"], "--events", folder["e.jsonl"], .. more], output, TextWriter.Null));
        return (output.ToString(), JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement, JsonDocument.Parse(File.ReadLines(folder["e.jsonl"]).First()).RootElement);
    }

    private static ModelCard Card(double drop, double? top1)
    {
        EmbeddedCard embedded = TinyModel.Embedded("gray");
        return new ModelCard
        {
            Schema = ModelCard.CurrentSchema,
            Name = "brightness",
            Architecture = embedded.Architecture,
            Parameters = 6,
            Macs = 0,
            Input = embedded.Input,
            Output = embedded.Output,
            Parity = new ParitySpec(0, 0, 1),
            Files = new Dictionary<string, FileSpec>
            {
                ["fp32"] = new("model.onnx", "", 0, 0.9),
                ["int8"] = new("model.int8.onnx", "", 0, top1, conversion with { ValidationDrop = drop }),
            },
            Training = embedded.Training,
            License = "MIT",
            DataLicense = "none",
        };
    }
}
