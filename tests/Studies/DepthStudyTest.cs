using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Tests.Export;
using EdgeResNet.Tests.Training;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Studies;
using EdgeResNet.Trainer.Training.Display;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Verbs;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Studies;

public sealed class DepthStudyTest : IDisposable
{
    private static readonly Recipe small = DepthStudy.Recipe with { Width = 0.25, ImageSize = 16, Epochs = 2, Batch = 32 };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_interrupted_depth_study_ends_with_the_same_numbers()
    {
        DataSplits data = StripeImages.Splits(train: 96, validation: 32);
        using Silent display = new();
        DepthReport whole = Run("whole", data, small, display)!;
        Assert.Equal(["plain20", "resnet20"], whole.Networks.Select(network => network.Arch));
        foreach (DepthNetwork network in whole.Networks)
        {
            Assert.Equal(20, network.Layers.Count); // 19 convolutions and the classifier, shortcuts without weights
            Assert.Equal(("conv1", "fc"), (network.Layers[0], network.Layers[^1]));
            Assert.Equal(20, network.WeightGrowth.Count);
            Assert.All(network.WeightGrowth, growth => Assert.True(growth > 0 && growth != 1)); // every layer was trained
            DepthRun run = Assert.Single(network.Runs);
            Assert.Equal([1, 2], run.Epochs.Select(epoch => epoch.Epoch));
            Assert.Equal([0, 1, 2], run.Gradients.Select(record => record.Epoch));
            Assert.All(run.Gradients, record => Assert.All(record.Norms, norm => Assert.True(norm > 0 && double.IsFinite(norm))));
            Assert.NotEqual(run.Gradients[0].Norms, run.Gradients[1].Norms);
            Assert.Equal(1 - run.Epochs[^1].ValTop1, run.TestError, 12); // no test set: the validation pictures again, and the last weights
        }

        using Silent interrupting = new(stopAfter: 4); // in the first network's second epoch
        Assert.Null(Run("parts", data, small, interrupting));
        using Silent late = new(stopAfterEpoch: 2); // the first network is trained, and its test error is asked for
        Assert.Null(Run("parts", data, small, late));
        Assert.False(File.Exists(folder["parts/plain20-seed1/result.json"]));
        DepthReport parts = Run("parts", data, small, display)!;
        Assert.Equal(Figures(whole), Figures(parts));
        Assert.True(File.Exists(folder["parts/depth.json"]) && File.Exists(folder["parts/depth.svg"]));

        using Silent again = new();
        Assert.Equal(Figures(whole), Figures(Run("parts", data, small, again)!));
        Assert.Equal(0, again.Steps); // what is there is not trained again
        InputException error = Assert.Throws<InputException>(() => Run("parts", data, small with { Lr = 0.2 }, again));
        Assert.Contains("other settings", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_spread_is_the_sample_deviation_and_absent_for_one_seed()
    {
        Assert.Equal(new SeedSpread(3, 1), SeedSpread.Of([2, 3, 4]));
        Assert.Equal(new SeedSpread(3, null), SeedSpread.Of([3]));
    }

    [Fact]
    public void Projections_do_not_count_as_layers()
    {
        using Network network = Architectures.Create(new ArchitectureSpec("resnet18", 0.125, ArchitectureSpec.SmallStem, 2), 1, 16);
        Assert.Equal(18, GradientNorms.Layers(network).Count);
    }

    [Fact]
    public void A_zero_classifier_stops_gradients_before_it()
    {
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, StripeImages.Input, classes: 2);
        Assert.All(StripeGradients.Of(network), norm => Assert.True(norm > 0));
        using (no_grad())
        {
            network.state_dict()["fc.weight"].zero_();
        }

        IReadOnlyList<double> norms = StripeGradients.Of(network);
        Assert.All(norms.SkipLast(1), norm => Assert.Equal(0, norm));
        Assert.True(norms[^1] > 0);
    }

    [Theory]
    [InlineData("--depth", "19", "plain19")]
    [InlineData("--epochs", "0", "epochs")]
    [InlineData("--seed", "-1", "seed is -1")]
    [InlineData("--pictures", "1", "--pictures")]
    public void An_impossible_study_is_refused_in_one_line(string option, string value, string named)
    {
        PictureFolder.Create(folder["pets"], perClass: 4, "cat", "dog");
        using StringWriter errors = new();
        int code = VerbRunner.Run([StudyVerb.Create()], ["study", "depth", "--data", $"folder:{folder["pets"]}", "--out", folder["none"], option, value], TextWriter.Null, errors);
        Assert.Equal(2, code);
        Assert.Contains(named, errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(folder["none"]));
    }

    private static IEnumerable<double> Figures(DepthReport report) => report.Networks.SelectMany(network => network.Runs)
        .SelectMany(run => run.Epochs.SelectMany(epoch => new[] { epoch.TrainLoss, epoch.ValLoss }).Append(run.TestError).Concat(run.Gradients.SelectMany(record => record.Norms)));

    private DepthReport? Run(string name, DataSplits data, Recipe recipe, Silent display) =>
        DepthStudy.Run(folder[name], "stripes", data, DepthStudy.Networks([20]), recipe, seeds: [1], CPU, display, display.Token);

    /// <summary>Counts steps and asks to stop after one, or after an epoch.</summary>
    private sealed class Silent(int stopAfter = -1, int stopAfterEpoch = -1) : IProgressDisplay, IDisposable
    {
        private readonly CancellationTokenSource source = new();

        public CancellationToken Token => source.Token;

        public int Steps { get; private set; }

        public void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch)
        {
            Steps++;
            if (Steps == stopAfter)
            {
                source.Cancel();
            }
        }

        public void EpochDone(EpochMetrics metrics, bool best)
        {
            if (metrics.Epoch == stopAfterEpoch)
            {
                source.Cancel();
            }
        }

        public void Note(string text)
        {
        }

        public void Dispose() => source.Dispose();
    }
}
