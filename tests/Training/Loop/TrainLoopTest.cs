using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Training.Display;
using EdgeResNet.Trainer.Training.Loop;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Steps;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training.Loop;

public sealed class TrainLoopTest : IDisposable
{
    private static readonly Recipe small = new()
    {
        Arch = "resnet20",
        Width = 0.5,
        ImageSize = 16,
        Epochs = 2,
        Batch = 32,
        Lr = 0.2,
        PadCrop = 1,
        Erase = 0.2,
        Seed = 3,
    };

    private readonly string folder = Directory.CreateTempSubdirectory("train").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("fp32", false)]
    [InlineData("bf16", false)]
    [InlineData("fp32", true)]
    public void A_resumed_run_equals_an_uninterrupted_one_bit_for_bit(string precision, bool transfer)
    {
        Recipe recipe = small with { Precision = precision };
        recipe = transfer ? recipe with { CropScale = 0.3, ColorJitter = 0.3, TrivialAugment = true, FreezeNorms = true, HeadLr = 3, LayerLrDecay = 0.8, Lr = 0.02 } : recipe;
        DataSplits data = StripeImages.Splits(train: 160, validation: 64);
        RunFolder whole = Create("whole", recipe, data);
        TrainOutcome uninterrupted = TrainLoop.Run(whole, data, CPU, new Watcher(), CancellationToken.None);
        Assert.False(uninterrupted.Interrupted);
        Assert.Equal(10, uninterrupted.Progress.Step);

        RunFolder parts = Create("parts", recipe, data);
        parts.Begin().Dispose();
        foreach (int stopAfter in new[] { 3, 5, 8 }) // within an epoch, at an epoch's last step, in the next
        {
            using Watcher watcher = new(stopAfter);
            TrainOutcome part = TrainLoop.Run(RunFolder.Open(parts.Path), data, CPU, watcher, watcher.Token);
            Assert.True(part.Interrupted);
            Assert.Equal(stopAfter, part.Progress.Step);
            using IDisposable scope = NewDisposeScope();
            Assert.Contains($"\"step\":{stopAfter}", SafeTensors.Read(Path.Combine(parts.Path, "last.safetensors")).Metadata["progress"], StringComparison.Ordinal);
        }

        TrainOutcome resumed = TrainLoop.Run(RunFolder.Open(parts.Path), data, CPU, new Watcher(), CancellationToken.None);
        Assert.Equal(uninterrupted.Progress, resumed.Progress);
        foreach (string file in new[] { "best.safetensors", "last.safetensors" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole.Path, file)), File.ReadAllBytes(Path.Combine(parts.Path, file)));
        }

        Assert.Equal(whole.Metrics.Read().Select(Timeless), parts.Metrics.Read().Select(Timeless));
    }

    [Fact]
    public void The_kept_weights_name_their_epoch_and_older_builds_weights_load()
    {
        DataSplits data = StripeImages.Splits(train: 64, validation: 32, noise: 10);
        RunFolder run = Create("run", small with { Epochs = 3, LabelSmoothing = 0 }, data);
        TrainOutcome outcome = TrainLoop.Run(run, data, CPU, new Watcher(), CancellationToken.None);
        using Network best = run.LoadBest(out EpochMetrics? epoch);
        Assert.Equal(outcome.Progress.BestEpoch, epoch!.Epoch);
        Assert.Equal(run.Metrics.Read().Min(line => line.ValLoss), epoch.ValLoss); // of 32 pictures

        SafeTensors.Save(best, Path.Combine(run.Path, "best.safetensors")); // without a number
        run.Metrics.Append(epoch with { Epoch = 3, ValTop1 = 1 });
        using Network older = run.LoadBest(out EpochMetrics? first);
        Assert.Equal(run.Metrics.Read().First(line => line.ValTop1 == run.Metrics.Read().Max(each => each.ValTop1)), first);
    }

    [Fact]
    public void An_earlier_builds_checkpoint_resumes_with_its_best_epoch()
    {
        DataSplits data = StripeImages.Splits(train: 64, validation: 32);
        Recipe recipe = small with { Epochs = 3 };
        RunFolder run = Create("run", recipe, data);
        using (Watcher watcher = new(stopAfter: 2))
        {
            Assert.True(TrainLoop.Run(run, data, CPU, watcher, watcher.Token).Interrupted); // before epoch 1 is measured
        }

        (Dictionary<string, Tensor> tensors, _) = SafeTensors.Read(Path.Combine(run.Path, "last.safetensors"));
        using (FileStream file = File.Create(Path.Combine(run.Path, "last.safetensors")))
        {
            SafeTensors.Write(file, tensors.Select(entry => (entry.Key, entry.Value)), [new("progress", "{\"epoch\":1,\"step_in_epoch\":0,\"step\":2,\"loss_sum\":0,\"correct\":0,\"images\":0,\"seconds\":0,\"input_seconds\":0,\"skipped\":0,\"skipped_in_row\":0,\"best_top1\":1,\"best_epoch\":1}")]);
        }

        foreach (Tensor tensor in tensors.Values)
        {
            tensor.Dispose();
        }

        run.Metrics.Append(new EpochMetrics(1, 1, 1, 0, 1, 0, 1, 1)); // cannot be beaten: no loss, no mistake
        TrainOutcome outcome = TrainLoop.Run(RunFolder.Open(run.Path), data, CPU, new Watcher(), CancellationToken.None);
        Assert.Equal((3, 1, 1.0), (outcome.Progress.Epoch, outcome.Progress.BestEpoch, outcome.Progress.BestTop1));
    }

    [Fact]
    public void Epochs_leak_no_tensor()
    {
        DataSplits data = StripeImages.Splits(train: 64, validation: 32);
        using Watcher watcher = new();
        TrainLoop.Run(Create("run", small with { Epochs = 6, Mixup = 0.2, StochasticDepth = 0.2, CropScale = 0.3, ColorJitter = 0.3, TrivialAugment = true }, data), data, CPU, watcher, CancellationToken.None);
        Assert.Equal(6, watcher.Tensors.Count);
        Assert.All(watcher.Tensors, count => Assert.Equal(watcher.Tensors[0], count));
    }

    [Fact]
    public void A_network_that_can_learn_overfits_one_batch()
    {
        DataSplits data = StripeImages.Splits(train: 32, validation: 32, noise: 255);
        Recipe recipe = small with { LabelSmoothing = 0, WeightDecay = 0, Lr = 0.1 };
        InputSpec input = StripeImages.Input;
        using TrainStep state = new(recipe, StripeImages.Architecture(recipe), input, CPU);
        using IBatchSource source = BatchSource.Open(data.Train, input, CPU, stop: TestContext.Current.CancellationToken);
        Batch batch = source.Batches([.. Enumerable.Range(0, 32)], 32).Single();
        StepResult result = default;
        for (int step = 0; step < 80 && (step == 0 || result.Loss > 0.01); step++)
        {
            result = state.Run(batch, step, recipe.Lr);
        }

        Assert.Equal(32, result.Correct);
        Assert.InRange(result.Loss, 0, 0.01);
        batch.Images.Dispose();
        batch.Labels.Dispose();
    }

    [Fact]
    public void Two_processes_cannot_train_in_one_folder()
    {
        DataSplits data = StripeImages.Splits(train: 64, validation: 32);
        RunFolder run = Create("run", small, data);
        string unfinished = Path.Combine(run.Path, "last.safetensors.tmp");
        using (run.Begin())
        {
            File.WriteAllText(unfinished, "");
            InputException refused = Assert.Throws<InputException>(() => TrainLoop.Run(RunFolder.Open(run.Path), data, CPU, new Watcher(), CancellationToken.None));
            Assert.Contains("another process trains in this folder", refused.Message, StringComparison.Ordinal);
            Assert.True(File.Exists(unfinished)); // the other one's
        }

        Assert.False(TrainLoop.Run(RunFolder.Open(run.Path), data, CPU, new Watcher(), CancellationToken.None).Interrupted);
        Assert.False(File.Exists(unfinished));
    }

    [Fact, Long]
    public void A_small_network_learns_a_real_data_subset()
    {
        Assert.SkipUnless(Directory.Exists(FashionMnist.DebianFolder), "the Debian package dataset-fashion-mnist is not installed");
        DataSplits all = DataSource.Open("fashion-mnist", seed: 1, stop: TestContext.Current.CancellationToken);
        Subset train = new("fashion-mnist/subset", all.Train, [.. Enumerable.Range(0, 4096)]);
        DataSplits data = all with { Train = train };
        Recipe recipe = new() { Arch = "resnet20", Width = 0.5, Epochs = 6, Batch = 64, Lr = 0.2, EmaDecay = 0.98, Seed = 1 };
        RunFolder run = RunFolder.Create(
            Path.Combine(folder, "real"),
            new RunSpec("fashion-mnist", recipe, new ArchitectureSpec(recipe.Arch, recipe.Width, ArchitectureSpec.SmallStem, 10), PixelStatistics.Measure(train, "gray", 28), train.Classes));
        TrainOutcome outcome = TrainLoop.Run(run, data, CPU, new Watcher(), CancellationToken.None);

        Assert.True(outcome.Progress.BestTop1 >= 0.80, $"validation top-1 is {outcome.Progress.BestTop1}"); // 0.1 by chance; a linear model gets about 0.80 from 4,096 pictures
        using Network best = run.Checkpoints.LoadBest().Network;
        using IBatchSource validation = BatchSource.Open(data.Validation, run.Spec.Input, CPU, stop: TestContext.Current.CancellationToken);
        Assert.Equal(outcome.Progress.BestTop1, Validation.Run(best, validation, run.Spec.Input, run.Spec.Labels, TestContext.Current.CancellationToken).Top1);
    }

    [Fact]
    public void Fitting_pretrained_weights_are_loaded_and_the_rest_is_named()
    {
        DataSplits data = StripeImages.Splits(train: 64, validation: 32);
        RunFolder first = Create("first", small, data);
        TrainLoop.Run(first, data, CPU, new Watcher(), CancellationToken.None);
        string weights = Path.Combine(first.Path, "best.safetensors");
        using Network network = Architectures.Create(StripeImages.Architecture(small) with { Classes = 3 }, 1, 16);

        Assert.Equal(["fc.weight", "fc.bias"], PretrainedWeights.Load(weights, network).Fresh.Select(entry => entry.Name));
        using Network source = first.Checkpoints.LoadBest().Network;
        Assert.True(source.state_dict()["layer1.0.conv1.weight"].Equals(network.state_dict()["layer1.0.conv1.weight"]));

        using Network other = Architectures.Create(new ArchitectureSpec("densenet-bc-L22-k8", 1, ArchitectureSpec.SmallStem, 2), 1, 16);
        Assert.Contains(weights, Assert.Throws<InputException>(() => PretrainedWeights.Load(weights, other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_run_into_the_same_folder_is_refused()
    {
        DataSplits data = StripeImages.Splits(train: 32, validation: 32);
        Create("run", small, data).Begin().Dispose();
        Assert.Contains("--resume", Assert.Throws<InputException>(() => Create("run", small, data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diverging_training_stops_with_an_error()
    {
        DataSplits data = StripeImages.Splits(train: 64, validation: 32);
        Recipe recipe = small with { Lr = 1e30 };
        RunFolder run = Create("run", recipe, data);
        InputException error = Assert.Throws<InputException>(() => TrainLoop.Run(run, data, CPU, new Watcher(), CancellationToken.None));
        Assert.Contains("diverged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_smaller_than_a_batch_is_refused()
    {
        DataSplits data = StripeImages.Splits(train: 20, validation: 32);
        RunFolder run = Create("run", small, data);
        Assert.Contains("--batch", Assert.Throws<InputException>(() => TrainLoop.Run(run, data, CPU, new Watcher(), CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(run.Path)); // nothing is left behind that --resume could take for a run
    }

    private static EpochMetrics Timeless(EpochMetrics metrics) => metrics with { Seconds = 0, ImagesPerS = 0, InputShare = 0, MemoryBytes = 0, Time = null };

    private RunFolder Create(string name, Recipe recipe, DataSplits data) =>
        RunFolder.Create(Path.Combine(folder, name), new RunSpec("folder:none", recipe, StripeImages.Architecture(recipe), StripeImages.Input, data.Train.Classes));

    /// <summary>Asks a run to stop after a step.</summary>
    private sealed class Watcher(long stopAfter = -1) : IProgressDisplay, IDisposable
    {
        private readonly CancellationTokenSource source = new();

        public CancellationToken Token => source.Token;

        public List<string> Notes { get; } = [];

        public List<long> Tensors { get; } = [];

        public void Show(Progress progress, int stepsPerEpoch, int epochs, long lastStep, int batch)
        {
            if (progress.Step == stopAfter)
            {
                source.Cancel();
            }
        }

        public void EpochDone(EpochMetrics metrics, bool best)
        {
            if (Tensors.Count == 0)
            {
                GC.Collect(); // what other tests and the set-up have left
                GC.WaitForPendingFinalizers();
            }

            Tensors.Add(Tensor.TotalCount);
        }

        public void Note(string text) => Notes.Add(text);

        public void Dispose() => source.Dispose();
    }
}
