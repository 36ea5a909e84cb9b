using System.Xml.Linq;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Trainer.Charts;
using EdgeResNet.Trainer.Export.Bundle;
using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Runs;
using SkiaSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Export.Bundle;

public sealed class BundleExporterTest : IDisposable
{
    private const int Classes = 4;

    private readonly string folder = Directory.CreateTempSubdirectory("bundle").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("resnet20", "gray")]
    [InlineData("densenet-bc-L22-k8", "rgb", Traits = [Long.Trait, Long.Value])]
    public void An_exported_bundle_is_complete_proven_and_opens(string architecture, string color)
    {
        InputSpec input = color == "gray" ? RandomNetwork.Gray(20, 24) : RandomNetwork.Rgb(20, 24);
        using Network network = RandomNetwork.Create(architecture, 0.25, ArchitectureSpec.SmallStem, input, Classes);
        (ModelCard card, ClassificationMetrics metrics, _) = BundleExporter.Export(Request(network, input), Path.Combine(folder, "b"), TestContext.Current.CancellationToken);

        ModelBundle bundle = ModelBundle.Open(Path.Combine(folder, "b"));
        Assert.Equal("test-model", bundle.Name);
        Assert.Equal(ParitySpec.MinimumSamples, card.Parity.Samples);
        Assert.InRange(card.Parity.MaxAbsLogitError, 0, ParitySpec.Tolerance);
        Assert.Equal(1.0, card.Parity.Top1Agreement);
        Assert.Equal(new MetricsSpec("noise/test", 230, metrics.Top1, metrics.Ece, card.Metrics?.EceBefore), card.Metrics);
        Assert.Equal(network.ParameterCount, card.Parameters);
        Assert.Equal([folder + "/b"], Directory.GetDirectories(folder));
        string page = File.ReadAllText(Path.Combine(folder, "b", "README.md"));
        Assert.Contains("![Confusion matrix](confusion.svg)", page);
        Assert.DoesNotContain("curves.svg", page);
        Assert.Contains("1,980 of which are mirrored, shifted or brightened copies", page);
        Assert.True(File.Exists(Path.Combine(folder, "b", "confusion.svg")));
    }

    [Fact]
    public void The_reported_accuracy_equals_torchs_on_the_same_pictures()
    {
        InputSpec input = RandomNetwork.Gray(20, 24);
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, Classes);
        (_, ClassificationMetrics metrics, _) = BundleExporter.Export(Request(network, input), Path.Combine(folder, "b"), TestContext.Current.CancellationToken);
        SmoothNoise images = new(230, input, Classes);
        Preprocessor preprocessor = new(input);
        byte[] pixels = new byte[images.Count * input.Bytes];
        for (int i = 0; i < images.Count; i++)
        {
            images.Read(i, preprocessor, pixels.AsSpan(i * input.Bytes, input.Bytes));
        }

        float[] logits = RandomNetwork.Logits(network, input, pixels);
        int right = Enumerable.Range(0, images.Count).Count(i => Array.IndexOf(logits, logits[(i * Classes)..((i + 1) * Classes)].Max(), i * Classes) - (i * Classes) == images.Label(i));
        Assert.Equal((double)right / images.Count, metrics.Top1, 1e-12);
    }

    [Theory]
    [InlineData("gray")]
    [InlineData("rgb")]
    public void Samples_are_preprocessed_pictures_alternating_between_classes(string color)
    {
        InputSpec input = color == "gray" ? RandomNetwork.Gray(20, 24) : RandomNetwork.Rgb(20, 24);
        SmoothNoise images = new(60, input, Classes);
        Assert.Equal(60, SampleAtlas.Write(folder, images, input));
        SampleLabels labels = StrictJson.Read<SampleLabels>(Path.Combine(folder, SampleAtlas.LabelsFile));
        Assert.Equal((25, 60, 20, 24), (labels.Columns, labels.Count, labels.Height, labels.Width));
        Assert.Equal([0, 1, 2, 3, 0], labels.Labels.Take(5));

        using SKBitmap atlas = SKBitmap.Decode(Path.Combine(folder, SampleAtlas.ImagesFile));
        Assert.Equal((25 * 24, 3 * 20), (atlas.Width, atlas.Height));
        byte[] tile = new byte[input.Bytes];
        images.Read(26, new Preprocessor(input), tile);
        SKColor pixel = atlas.GetPixel(24 + 7, 20 + 5); // second row, second column, pixel (7, 5)
        int at = ((5 * 24) + 7) * input.Channels;
        Assert.Equal(color == "gray" ? [tile[at], tile[at], tile[at]] : tile[at..(at + 3)], new[] { pixel.Red, pixel.Green, pixel.Blue });
    }

    [Fact]
    public void A_bundle_has_at_most_500_samples()
    {
        InputSpec input = RandomNetwork.Gray(8, 8);
        Assert.Equal(500, SampleAtlas.Write(folder, new SmoothNoise(900, input, Classes), input));
    }

    [Fact]
    public void Equal_weights_give_equal_bundle_bytes()
    {
        InputSpec input = RandomNetwork.Gray(20, 24);
        EpochMetrics[] epochs = [new(1, 1.5, 0.5, 1.2, 0.6, 0.1, 100, 3), new(2, 0.5, 0.8, 0.7, 0.75, 0, 101, 3)];
        foreach (string name in new[] { "a", "b" })
        {
            using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, Classes);
            BundleExporter.Export(Request(network, input) with { Epochs = epochs }, Path.Combine(folder, name), TestContext.Current.CancellationToken);
        }

        string[] files = [.. Directory.GetFiles(Path.Combine(folder, "a"), "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Path.Combine(folder, "a"), f)).Order(StringComparer.Ordinal)];
        Assert.Equal(["README.md", "card.json", "confusion.svg", "curves.svg", "model.onnx", "samples/images.png", "samples/labels.json"], files);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(folder, "a", file)), File.ReadAllBytes(Path.Combine(folder, "b", file))));
    }

    [Fact]
    public void A_failed_parity_proof_leaves_the_old_bundle()
    {
        InputSpec input = RandomNetwork.Gray(20, 24);
        string output = Path.Combine(folder, "b");
        using Network honest = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, Classes);
        BundleExporter.Export(Request(honest, input), output, TestContext.Current.CancellationToken);
        byte[] before = File.ReadAllBytes(Path.Combine(output, "card.json"));

        using LyingNetwork lying = new(honest);
        InputException error = Assert.Throws<InputException>(() => BundleExporter.Export(Request(lying, input), output, TestContext.Current.CancellationToken));
        Assert.Contains("logit 2 ('class 2') of noise 0 is", error.Message);
        Assert.Contains("no bundle was written", error.Message);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(output, "card.json")));
        Assert.Equal([output], Directory.GetDirectories(folder));
    }

    [Fact]
    public void A_folder_that_is_no_bundle_is_not_replaced()
    {
        InputSpec input = RandomNetwork.Gray(20, 24);
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, Classes);
        File.WriteAllText(Path.Combine(folder, "thesis.txt"), "three years");
        InputException error = Assert.Throws<InputException>(() => BundleExporter.Export(Request(network, input), folder, TestContext.Current.CancellationToken));
        Assert.Contains("is not a bundle", error.Message);
        Assert.True(File.Exists(Path.Combine(folder, "thesis.txt")));
    }

    [Fact]
    public void Data_with_other_classes_is_refused_with_the_difference()
    {
        InputSpec input = RandomNetwork.Gray(20, 24);
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, Classes);
        BundleRequest request = Request(network, input) with { Reported = new SmoothNoise(10, input, Classes + 1) };
        InputException error = Assert.Throws<InputException>(() => BundleExporter.Export(request, Path.Combine(folder, "b"), TestContext.Current.CancellationToken));
        Assert.Contains("has 5 classes, the model has 4", error.Message);
        request = Request(network, input) with { Labels = ["class 0", "dog", "class 2", "class 3"] };
        error = Assert.Throws<InputException>(() => BundleExporter.Export(request, Path.Combine(folder, "b"), TestContext.Current.CancellationToken));
        Assert.Contains("class 1 is 'class 1', the model's is 'dog'", error.Message);
    }

    [Fact]
    public void Changed_copies_differ_from_their_original_and_repeat()
    {
        InputSpec input = RandomNetwork.Rgb(20, 24);
        Assert.Equal("6 held-out pictures", ProofImages.Describe(samples: 6, source: 6));
        Assert.Equal("26 held-out pictures and 1,974 changed copies of them", ProofImages.Describe(samples: 2000, source: 26));
        ProofImages images = new(new SmoothNoise(2, input, Classes), input, 6);
        Assert.Equal((6, 4), (images.Count, images.Copies));
        Preprocessor preprocessor = new(input);
        byte[][] pictures = [.. Enumerable.Range(0, 6).Select(Read)];
        Assert.Equal(6, pictures.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(pictures[5], Read(5));
        Assert.Equal("noise 1 (changed copy 2)", images.Origin(5));

        byte[] Read(int index)
        {
            byte[] pixels = new byte[input.Bytes];
            images.Read(index, preprocessor, pixels);
            return pixels;
        }
    }

    [Fact]
    public void The_pages_pictures_are_well_formed_for_any_class_name()
    {
        MetricsAccumulator metrics = new(["<b> & \"c\"", "日本"]);
        metrics.Add([1, 0], 0);
        metrics.Add([1, 0], 1);
        XDocument confusion = XDocument.Parse(ConfusionChart.Draw(metrics.Summarize()));
        Assert.Contains(confusion.Descendants(), e => e.Value == "<b> & \"c\"");
        XDocument one = XDocument.Parse(CurvesChart.Draw([new EpochMetrics(1, 1.5, 0.5, double.NaN, 0.6, 0.1, 100, 3)]));
        Assert.DoesNotContain(one.Descendants().Attributes(), a => a.Value.Contains("NaN", StringComparison.Ordinal));
        XDocument many = XDocument.Parse(CurvesChart.Draw([.. Enumerable.Range(1, 200).Select(e => new EpochMetrics(e, 1.0 / e, 0.5, 1.0 / e, 0.6, 0.1, 100, 3))]));
        Assert.InRange(many.Descendants().Count(e => e.Name.LocalName == "text"), 10, 30);
    }

    private static BundleRequest Request(Network network, InputSpec input) => new()
    {
        Name = "test-model",
        Network = network,
        Input = input,
        Labels = RandomNetwork.Output(Classes).Labels,
        HeldOut = new SmoothNoise(20, input, Classes, "noise/validation"),
        Reported = new SmoothNoise(230, input, Classes),
        Training = RandomNetwork.Training,
        License = "MIT",
        DataLicense = "none",
    };

    /// <summary>Computes another network than it emits: its third logit is slightly too large.</summary>
    private sealed class LyingNetwork(Network honest) : Network(honest.Spec, honest.InputChannels)
    {
        public override IReadOnlyList<IReadOnlyList<string>> Stages => honest.Stages;

        public override Value Emit(IGraphBuilder graph, string path, Value x) => honest.Emit(graph, path, x);

        public override Tensor forward(Tensor input)
        {
            Tensor logits = honest.call(input);
            using Tensor lie = tensor(new float[] { 0, 0, 0.002f, 0 });
            return logits.add_(lie);
        }
    }
}
