using System.Security.Cryptography;
using System.Text.Json;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Export;
using EdgeResNet.Tests.Inference;

namespace EdgeResNet.Tests.Bundles;

public sealed class BundleCalibrationTest(NoisyBundleFixture noisy) : IClassFixture<NoisyBundleFixture>, IDisposable
{
    private const int Classes = 4;
    private static readonly InputSpec input = RandomNetwork.Gray(20, 24);
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Export_calibrates_card_and_file_on_held_out_pictures()
    {
        ModelCard card = Export();
        ModelBundle bundle = ModelBundle.Open(folder["b"]);
        LogitTable held = Table(bundle, "noise/validation", 60);
        Calibration expected = Calibration.Fit(held);
        Assert.Equal((expected.Temperature, expected.UnknownBelow), (card.Output.Temperature, card.Output.UnknownBelow));
        Assert.Equal((expected.Temperature, expected.UnknownBelow), (bundle.Embedded.Output.Temperature, bundle.Embedded.Output.UnknownBelow));
        Assert.Equal(expected.Evidence, card.Calibration);
        Assert.InRange(card.Calibration!.Accepted, 0.95, 0.97); // else the pictures do not differ
        LogitTable reported = Table(bundle, "noise/test", 90);
        Assert.Equal(reported.Measure(card.Output.Labels, expected.Temperature).Ece, card.Metrics!.Ece);
        Assert.Equal(reported.Measure(card.Output.Labels, 1).Ece, card.Metrics.EceBefore);
        Assert.Contains("## Calibration", File.ReadAllText(folder["b/README.md"]));
    }

    [Fact]
    public void Calibrating_an_old_bundle_gives_the_same_result_as_an_export()
    {
        ModelCard exported = Export();
        byte[] model = File.ReadAllBytes(folder["b/model.onnx"]);
        byte[] card = File.ReadAllBytes(folder["b/card.json"]);
        byte[] page = File.ReadAllBytes(folder["b/README.md"]);
        File.WriteAllText(folder["b/notes.txt"], "mine");
        Forget(exported);
        Assert.Equal(1, ModelBundle.Open(folder["b"]).Output.Temperature);

        (ModelCard calibrated, ClassificationMetrics metrics, _) = BundleCalibration.Run(folder["b"], Data(), Stop);
        Assert.Equal(exported.Metrics!.Ece, metrics.Ece);
        Assert.Equal(exported.Output.UnknownBelow, calibrated.Output.UnknownBelow);
        Assert.Equal(model, File.ReadAllBytes(folder["b/model.onnx"]));
        Assert.Equal(card, File.ReadAllBytes(folder["b/card.json"]));
        Assert.Equal(page, File.ReadAllBytes(folder["b/README.md"]));
        Assert.Equal("mine", File.ReadAllText(folder["b/notes.txt"]));
        Assert.Equal([folder["b"]], Directory.GetDirectories(Path.GetDirectoryName(folder["b"])!));
        VerifiedBundle.Open(folder["b"], _ => { });
    }

    [Fact]
    public void The_threshold_is_fitted_to_the_measure_that_the_card_names()
    {
        ModelCard exported = Export();
        Assert.Equal(Calibration.Fit(Table(ModelBundle.Open(folder["b"]), "noise/validation", 60)).UnknownSpread, exported.Output.UnknownSpread);
        Forget(exported, UnknownMeasure.MaxSoftmax);
        (ModelCard calibrated, _, _) = BundleCalibration.Run(folder["b"], Data(), Stop);
        double[] scores = Table(ModelBundle.Open(folder["b"]), "noise/validation", 60).HighestScores(calibrated.Output.Temperature);
        Assert.Equal((UnknownMeasure.MaxSoftmax, exported.Output.Temperature), (calibrated.Output.UnknownBy, calibrated.Output.Temperature));
        Assert.InRange(calibrated.Output.UnknownBelow, 1.0 / Classes, 1);
        Assert.Equal(57, scores.Count(score => score >= calibrated.Output.UnknownBelow), 1.0);
        Assert.Equal(Math.Sqrt(scores.Average(score => Math.Pow(score - scores.Average(), 2))), calibrated.Output.UnknownSpread!.Value, 1e-5);
        Assert.Equal(calibrated.Output.UnknownSpread, ModelBundle.Open(folder["b/model.onnx"]).Output.UnknownSpread);
    }

    [Fact]
    public void Other_pictures_than_the_cards_change_temperature_but_no_accuracy()
    {
        ModelCard before = Export();
        string page = File.ReadAllText(folder["b/README.md"]);
        SmoothNoise held = new(60, input, Classes, "garden/validation");
        (ModelCard card, _, MetricsSpec measured) = BundleCalibration.Run(folder["b"], new DataSplits(held, held, new SmoothNoise(90, input, Classes, "garden/test"), "gray", "none"), Stop);
        Assert.Equal("garden/test", measured.Dataset);
        Assert.Equal("garden/validation", card.Calibration!.Dataset);
        Assert.Equal(before.Metrics! with { Temperature = before.Output.Temperature }, card.Metrics);
        Assert.Equal(before.Files["fp32"].Top1, card.Files["fp32"].Top1);
        string changed = File.ReadAllText(folder["b/README.md"]);
        Assert.Contains("The calibration error is of before the last calibration", changed, StringComparison.Ordinal);
        Assert.Contains(page[page.IndexOf("| top-1", StringComparison.Ordinal)..page.IndexOf("| parameters", StringComparison.Ordinal)], changed, StringComparison.Ordinal);
    }

    [Fact]
    public void All_precision_files_get_the_same_calibration_and_keep_their_accuracy()
    {
        Forget(Export());
        ModelCard card = ModelBundle.Open(folder["b"]).Card!;
        FileSpec second = card.Files["fp32"] with { Path = "model.int8.onnx", Top1 = 0.125 };
        File.Copy(folder["b/model.onnx"], folder["b/model.int8.onnx"]);
        StrictJson.Write(folder["b/card.json"], card with { Files = new Dictionary<string, FileSpec> { ["fp32"] = card.Files["fp32"], ["int8"] = second } });
        (ModelCard calibrated, _, _) = BundleCalibration.Run(folder["b"], Data(), Stop);
        Assert.NotEqual(card.Files["fp32"].Sha256, calibrated.Files["fp32"].Sha256);
        Assert.Equal(0.125, calibrated.Files["int8"].Top1);
        Assert.Equal(calibrated.Files["int8"].Sha256, ModelBundle.Open(folder["b"]).ModelFile("int8").Sha256);
    }

    [Fact]
    public void A_broken_file_leaves_the_bundle_unchanged()
    {
        ModelCard card = Export();
        File.WriteAllText(folder["b/model.int8.onnx"], "no model");
        StrictJson.Write(folder["b/card.json"], card with { Files = new Dictionary<string, FileSpec> { ["fp32"] = card.Files["fp32"], ["int8"] = new("model.int8.onnx", new string('0', 64), 8) } });
        Dictionary<string, byte[]> before = Contents();
        Assert.Throws<InputException>(() => BundleCalibration.Run(folder["b"], Data(new SmoothNoise(40, input, Classes)), Stop));
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void A_single_file_and_other_classes_are_refused()
    {
        Export();
        Assert.Contains("only a bundle folder", Assert.Throws<InputException>(() => BundleCalibration.Run(folder["b/model.onnx"], Data(), Stop)).Message);
        DataSplits other = Data(new SmoothNoise(10, input, Classes + 1));
        Assert.Contains("has 5 classes, the model has 4", Assert.Throws<InputException>(() => BundleCalibration.Run(folder["b"], other, Stop)).Message);
    }

    [Fact]
    public void New_metadata_keeps_graph_and_foreign_entries()
    {
        ModelProto model = TinyModel.Model(TinyModel.Embedded("gray"));
        model.MetadataProps.Add(new StringStringEntryProto { Key = "author", Value = "an author" });
        OnnxModel.Write(model, folder["a.onnx"]);
        EmbeddedCard changed = TinyModel.Embedded("gray");
        changed = changed with { Output = changed.Output with { Temperature = 2, UnknownBelow = -3.5 } };
        FileSpec written = BundleCalibration.WriteMetadata(ModelBundle.Open(folder["a.onnx"]), ModelBundle.DefaultPrecision, folder["b.onnx"], changed);
        ModelProto result = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["b.onnx"]));
        Assert.Equal(model.Graph, result.Graph);
        Assert.Equal("an author", result.MetadataProps.Single(entry => entry.Key == "author").Value);
        Assert.Equal(-3.5, ModelBundle.Open(folder["b.onnx"]).Output.UnknownBelow);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder["b.onnx"]))), written.Sha256);
    }

    private static DataSplits Data(SmoothNoise? validation = null)
    {
        SmoothNoise held = validation ?? new SmoothNoise(60, input, Classes, "noise/validation");
        return new DataSplits(held, held, new SmoothNoise(90, input, Classes), "gray", "none");
    }

    private static LogitTable Table(ModelBundle bundle, string name, int count)
    {
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", BatchSize = 50 });
        return LogitTable.Of(classifier, new SmoothNoise(count, input, Classes, name), Stop);
    }

    private ModelCard Export() => noisy.CopyTo(folder["b"], path => NoisyBundle.Export(input, Classes, Data(), path, Stop));

    /// <summary>Turns the bundle into an uncalibrated older one: temperature 1, no threshold, a card without the newer keys.</summary>
    private void Forget(ModelCard card, string measure = UnknownMeasure.Energy)
    {
        OutputSpec raw = card.Output with { Temperature = 1, UnknownBelow = 0, UnknownSpread = null, UnknownBy = measure };
        ModelBundle bundle = ModelBundle.Open(folder["b"]);
        FileSpec file = BundleCalibration.WriteMetadata(bundle, ModelBundle.DefaultPrecision, folder["b/model.onnx"], bundle.Embedded with { Output = raw });
        StrictJson.Write(folder["b/card.json"], card with
        {
            Output = raw,
            Calibration = null,
            Metrics = card.Metrics! with { EceBefore = null },
            Files = new Dictionary<string, FileSpec> { ["fp32"] = file with { Path = "model.onnx", Top1 = card.Metrics.Top1 } },
        });
        using JsonDocument old = JsonDocument.Parse(File.ReadAllText(folder["b/card.json"]));
        Assert.False(old.RootElement.TryGetProperty("calibration", out _));
    }

    private Dictionary<string, byte[]> Contents() => Directory.GetFiles(folder["b"], "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);
}
