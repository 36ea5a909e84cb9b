using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.FineTuning;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Recipes;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Teaching;

/// <summary>Fine-tuning by <c>teach</c>, with a small random network as the backbone and the trainer in this process.</summary>
public sealed class FineTuneTest : IDisposable
{
    private static readonly InputSpec input = RandomNetwork.Rgb(32, 32) with { Crop = "none" };
    private readonly TemporaryFolder folder = new();
    private readonly List<string> said = [];
    private TimeSpan longest = TimeSpan.FromHours(1);

    public FineTuneTest()
    {
        Shapes.Create(folder["shapes"], perClass: 6, "circle", "cross");
        using Network network = RandomNetwork.Create("resnet20", 0.5, ArchitectureSpec.SmallStem, input, classes: 3);
        OnnxModel.Write(OnnxExporter.Build(network, "backbone", input, GraphOutputs.WithFeatures(RandomNetwork.Output(3)), RandomNetwork.Training), folder["backbone.onnx"]);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Always_trains_the_whole_network_and_reports_cross_validated_numbers()
    {
        TeachReport alone = Teach(FineTuneMode.Never);
        TeachReport tuned = Teach(FineTuneMode.Always, epochs: 2);
        Assert.Equal((false, "not asked for"), (alone.FineTuned, alone.FineTuning));
        Assert.Equal((true, "cross-validated", 12), (tuned.FineTuned, tuned.Method, tuned.Judged));
        Assert.StartsWith("asked for: of 12 cross-validated pictures it gains ", tuned.FineTuning, StringComparison.Ordinal);
        Assert.Contains(said, line => line.StartsWith("the fine-tuned file agrees with the network on 12 learned pictures and 288 changed copies of them ", StringComparison.Ordinal));
        Assert.DoesNotContain(said, line => line.Contains("held-out", StringComparison.Ordinal));
        ModelBundle bundle = VerifiedBundle.Open(folder["bundle"], _ => { });
        Assert.Equal("backbone", bundle.Embedded.Training.Parent!.Name);
        Assert.True(bundle.Embedded.Training.Recipe.GetProperty("fine_tuned").GetBoolean());
        Assert.Equal((2, 8), (bundle.Embedded.Training.Recipe.GetProperty("fine_tuning").GetProperty("epochs").GetInt32(), bundle.Embedded.Training.Recipe.GetProperty("fine_tuning").GetProperty("batch").GetInt32()));
        Assert.Equal(__version__, bundle.Embedded.Training.Torch);
        Assert.NotEqual(First(folder["backbone.onnx"]), First(bundle.ModelPath()));
        Assert.Equal([ModelBundle.DefaultPrecision], bundle.Precisions);
        Assert.Contains(said, line => line.StartsWith("no int8 file: the fine-tuned network learned every picture", StringComparison.Ordinal));
    }

    [Fact]
    public void A_watched_training_writes_down_each_epoch()
    {
        IReadOnlyList<FineTuneProgress> epochs = [];
        new Teach(
            new TeachRequest(folder["shapes"], folder["bundle"], folder["backbone.onnx"]) { Cache = folder["cache"], FineTune = FineTuneMode.Always, FineTuneEpochs = 2, Watched = true, Trainer = Watch },
            said.Add,
            Stop).Run();
        Assert.Equal(Enumerable.Range(1, 8).Select(epoch => (epoch, 8)), epochs.Select(each => (each.Epoch, each.Epochs))); // two without each of three folds, two on all pictures
        Assert.All(epochs.Take(6), each => Assert.InRange(each.ValTop1!.Value, 0, 1));
        Assert.All(epochs.Take(6), each => Assert.InRange(each.ValLoss!.Value, 0.01, 10));
        Assert.All(epochs.Skip(6), each => Assert.Null(each.ValLoss));
        Assert.All(epochs, each => Assert.InRange(each.TrainLoss, 0.01, 10));
        Assert.All(epochs, each => Assert.InRange(each.SecondsLeft, 0, 600));

        void Watch(IReadOnlyList<string> arguments, CancellationToken stop)
        {
            Trainer(arguments, stop);
            FineTuneFolder exchange = new(arguments[1]);
            File.AppendAllText(Path.Combine(arguments[1], "progress.jsonl"), "{ \"epoch\": 9");
            epochs = exchange.ReadProgress(); // without the half written line
        }
    }

    [Fact]
    public void The_held_out_pictures_are_measured_with_the_fine_tuned_network()
    {
        Shapes.Create(folder["own/train"], perClass: 4, "circle", "cross");
        Shapes.Create(folder["own/val"], perClass: 3, seed: 500, "circle", "cross");
        TeachReport report = Teach(FineTuneMode.Always, epochs: 1, pictures: "own");
        Assert.Equal((true, "val", 6, 4), (report.FineTuned, report.Method, report.Judged, report.Classes[0].Pictures));
    }

    [Fact]
    public void Auto_trains_only_the_head_if_fine_tuning_takes_too_long()
    {
        longest = TimeSpan.Zero;
        TeachReport report = Teach(FineTuneMode.Auto, epochs: 1);
        Assert.False(report.FineTuned);
        Assert.Matches("^no: it would take about [0-9.]+ minutes, and auto spends 0; --fine-tune always trains anyway$", report.FineTuning);
        Assert.Contains($"fine-tuning: {report.FineTuning}", said);
        Assert.False(VerifiedBundle.Open(folder["bundle"], _ => { }).Embedded.Training.Recipe.GetProperty("fine_tuned").GetBoolean());
    }

    [Fact]
    public void Auto_follows_the_comparison()
    {
        TeachReport report = Teach(FineTuneMode.Auto, epochs: 1);
        Assert.Matches(report.FineTuned ? "^yes: of 12 cross" : "^no: of 12 cross", report.FineTuning);
        ModelBundle bundle = VerifiedBundle.Open(folder["bundle"], _ => { });
        Assert.Equal(report.FineTuned, bundle.Embedded.Training.Recipe.GetProperty("fine_tuned").GetBoolean());
    }

    [Fact]
    public void A_missing_trainer_is_accepted_by_auto_and_refused_by_always()
    {
        TeachReport report = Run(FineTuneMode.Auto, trainer: null);
        Assert.Equal((false, "no: the trainer is missing here"), (report.FineTuned, report.FineTuning));
        Directory.Delete(folder["bundle"], recursive: true);
        InputException refused = Assert.Throws<InputException>(() => Run(FineTuneMode.Always, trainer: null));
        Assert.Equal("--fine-tune always: the trainer is missing here; teach on a machine with ./edgeresnet and copy the bundle, or leave the option out", refused.Message);
        Assert.False(Directory.Exists(folder["bundle"]));
    }

    [Fact]
    public void A_failed_trainer_is_accepted_by_auto_and_an_error_for_always()
    {
        Action<IReadOnlyList<string>, CancellationToken> failing = (_, _) => throw new InputException("disk is full");
        Assert.Equal("no: the trainer failed: disk is full", Run(FineTuneMode.Auto, failing).FineTuning);
        Assert.DoesNotContain(said, line => line.Contains("but it is not fine-tuned", StringComparison.Ordinal));
        Assert.Equal("disk is full", Assert.Throws<InputException>(() => Run(FineTuneMode.Always, failing)).Message);
    }

    [Fact]
    public void A_cancelled_fine_tuning_leaves_a_usable_bundle_with_only_the_head_trained()
    {
        Assert.Throws<OperationCanceledException>(() => Run(FineTuneMode.Always, (_, _) => throw new OperationCanceledException()));
        Assert.Equal($"{folder["bundle"]} is proven and usable, but it is not fine-tuned", said[^1]);
        Assert.False(VerifiedBundle.Open(folder["bundle"], _ => { }).Embedded.Training.Recipe.GetProperty("fine_tuned").GetBoolean());
    }

    [Fact]
    public void Autos_time_estimate_includes_inference_pictures()
    {
        Assert.Equal((5 * 158) + 600, FineTuneTraining.Shown(pictures: 158, folds: 3)); // features: before, in each fold, after; a proof on 300 by both sides
        Assert.Equal((5 * 20_000) + 40_000, FineTuneTraining.Shown(pictures: 20_000, folds: 3));
    }

    [Fact]
    public void The_label_of_an_unlearned_picture_has_no_effect()
    {
        int[] learned = [0, 1, 2, 3, 4, 5, 6, 7];
        float[] first = Trained(wrong: false);
        Assert.Equal(first, Trained(wrong: true));

        float[] Trained(bool wrong)
        {
            byte[] pixels = RandomNetwork.Pixels(input, 10);
            ArrayImageSet pictures = new("pictures", "noise", pixels, 32, 32, PixelFormat.Rgb24, [0, 1, 0, 1, 0, 1, 0, 1, (byte)(wrong ? 1 : 0), (byte)(wrong ? 0 : 1)], ["a", "b"]);
            using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, classes: 2);
            using WholeNetwork whole = new(network, input, pictures, FineTuneRecipe.Of(1, 1), folder["start.safetensors"], CPU);
            SoftmaxHead head = new SoftmaxRegression(whole.Features(network).Subset(learned)).Fit(10, Stop);
            float[] features = [];
            whole.Train(head, learned, tuned => features = whole.Features(tuned).Values.ToArray(), epochDone: null, Stop);
            Assert.NotEqual(whole.Features(network).Values.ToArray(), features);
            return features;
        }
    }

    [Fact]
    public void The_training_starts_at_the_fitted_head()
    {
        ArrayImageSet pictures = new("pictures", "noise", RandomNetwork.Pixels(input, 8), 32, 32, PixelFormat.Rgb24, [0, 1, 0, 1, 0, 1, 0, 1], ["a", "b"]);
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, classes: 2);
        Recipe still = FineTuneRecipe.Of(1, 1) with { Lr = 1e-12 };
        using WholeNetwork whole = new(network, input, pictures, still, folder["start.safetensors"], CPU);
        FeatureTable features = whole.Features(network);
        SoftmaxHead head = new SoftmaxRegression(features).Fit(10, Stop);
        float[] logits = [];
        whole.Train(head, [.. Enumerable.Range(0, 8)], tuned => logits = RandomNetwork.Logits(tuned, input, RandomNetwork.Pixels(input, 8)), epochDone: null, Stop);
        Assert.All(head.Logits(features).Zip(logits), pair => Assert.Equal(pair.First, pair.Second, 1e-2));
    }

    private static float First(string path)
    {
        Backbone backbone = Backbone.OfBundle(ModelBundle.Open(path));
        using FeatureExtractor extractor = new(backbone, backbone.Input);
        byte[] pixels = RandomNetwork.Pixels(input, 1);
        float[] features = new float[extractor.Width];
        extractor.Run(new ImageView(pixels, 32, 32, 96, PixelFormat.Rgb24), features);
        return features[0];
    }

    private TeachReport Teach(FineTuneMode mode, int? epochs = null, string pictures = "shapes") => Run(mode, Trainer, epochs, pictures);

    private void Trainer(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        Assert.Equal(FineTuneFolder.Verb, arguments[0]);
        new FineTuneTraining(new FineTuneFolder(arguments[1]), CPU, said.Add, stop) { Longest = longest }.Run();
    }

    private TeachReport Run(FineTuneMode mode, Action<IReadOnlyList<string>, CancellationToken>? trainer, int? epochs = null, string pictures = "shapes") =>
        new Teach(
            new TeachRequest(folder[pictures], folder["bundle"], folder["backbone.onnx"]) { Cache = folder["cache"], FineTune = mode, Trainer = trainer, FineTuneEpochs = epochs },
            said.Add,
            Stop).Run();
}
