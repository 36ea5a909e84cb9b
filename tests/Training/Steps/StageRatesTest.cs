using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training.Steps;

public sealed class StageRatesTest
{
    private static readonly Recipe recipe = new() { Arch = "resnet20", Width = 0.25, ImageSize = 16, Batch = 8, Seed = 2, EmaDecay = 0 };

    [Theory]
    [InlineData("resnet18", "small", 24, 6)] // stem, four stages, head
    [InlineData("resnet50", "imagenet", 72, 6)]
    [InlineData("plain20", "small", 24, 5)]
    [InlineData("densenet-bc-L22-k8", "small", 24, 5)]
    [InlineData("densenet121", "imagenet", 72, 6)]
    [InlineData("alexnet", "small", 24, 4)] // convolutions between poolings
    [InlineData("vgg19", "small", 24, 6)]
    public void Every_parameter_has_one_stage_and_rates_fall_toward_the_stem(string arch, string stem, int size, int stages)
    {
        using Network network = Architectures.Create(new ArchitectureSpec(arch, 0.125, stem, 3), inputChannels: 1, size);
        Assert.Equal(stages, network.Stages.Count);
        StageRates rates = new(network, new Recipe { LayerLrDecay = 0.5 });
        double[] found = [.. network.named_parameters().Select(p => rates.Of(p.name))];
        Assert.Equal(Enumerable.Range(0, stages).Select(away => Math.Pow(0.5, away)), found.Distinct().OrderDescending());
        Assert.Equal(found.Order(), found); // parameters are named in the order of the data
        Assert.All(network.named_modules().Where(m => m.module is BatchNorm2d), m => rates.Of($"{m.name}.running_mean"));
    }

    [Fact]
    public void A_step_moves_each_stage_at_its_rate()
    {
        float[] all = Moves(recipe, out string[] names);
        float[] decayed = Moves(recipe with { LayerLrDecay = 0.5 }, out _);
        using Network network = Architectures.Create(StripeImages.Architecture(recipe), 1, 16);
        StageRates rates = new(network, recipe with { LayerLrDecay = 0.5 });
        int moved = 0;
        for (int i = 0; i < names.Length; i++)
        {
            if (all[i] > 1e-4)
            {
                Assert.Equal(rates.Of(names[i]), decayed[i] / all[i], 0.02);
                moved++;
            }
        }

        Assert.True(moved > names.Length / 2, $"{moved} of {names.Length} parameters moved");
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("bf16")]
    public void Frozen_stages_stay_bit_equal_while_the_rest_learns(string precision)
    {
        Recipe freezing = recipe with { FrozenStages = 2, Precision = precision };
        using IDisposable scope = NewDisposeScope();
        using TrainStep state = new(freezing, StripeImages.Architecture(freezing), StripeImages.Input, CPU);
        Dictionary<string, byte[]> before = Snapshot(state);
        for (int step = 0; step < 3; step++)
        {
            Assert.False(state.Run(RandomBatch(), step, 0.1).Skipped);
        }

        Dictionary<string, byte[]> after = Snapshot(state);
        foreach ((string name, byte[] value) in before.Where(entry => !entry.Key.Contains("downsample", StringComparison.Ordinal)))
        {
            bool frozen = name.StartsWith("conv1.", StringComparison.Ordinal) || name.StartsWith("bn1.", StringComparison.Ordinal) || name.StartsWith("layer1.", StringComparison.Ordinal);
            Assert.True(frozen == value.AsSpan().SequenceEqual(after[name]), name);
        }
    }

    [Theory]
    [InlineData("fp32", "resnet20")]
    [InlineData("bf16", "resnet20")]
    [InlineData("fp32", "densenet-bc-L22-k8")]
    public void Frozen_norms_keep_their_statistics_while_gain_and_shift_learn(string precision, string arch)
    {
        Recipe freezing = recipe with { Arch = arch, Width = 1, FreezeNorms = true, Precision = precision };
        using IDisposable scope = NewDisposeScope();
        using TrainStep state = new(freezing, StripeImages.Architecture(freezing), StripeImages.Input, CPU);
        manual_seed(1);
        using (no_grad())
        {
            foreach ((string name, Tensor buffer) in state.Network.named_buffers().Where(b => b.buffer.is_floating_point()))
            {
                _ = name.EndsWith("running_var", StringComparison.Ordinal) ? buffer.uniform_(0.5, 1.5) : buffer.uniform_(-0.2, 0); // as weights of another training have them
            }
        }

        Dictionary<string, byte[]> before = Snapshot(state);
        for (int step = 0; step < 3; step++)
        {
            Assert.False(state.Run(RandomBatch(), step, 0.001).Skipped); // such norms do not keep gradients small
        }

        Dictionary<string, byte[]> after = Snapshot(state);
        Assert.All(before, entry => Assert.True(IsStatistic(entry.Key) == entry.Value.AsSpan().SequenceEqual(after[entry.Key]), entry.Key));
        Dictionary<string, Tensor> average = state.Average.Network.state_dict();
        Assert.All(before.Where(entry => entry.Key.EndsWith("running_var", StringComparison.Ordinal)), entry => Assert.Equal(entry.Value, average[entry.Key].clone().bytes.ToArray()));

        static bool IsStatistic(string name) => name.Contains("running_", StringComparison.Ordinal) || name.EndsWith("num_batches_tracked", StringComparison.Ordinal);
    }

    [Fact]
    public void The_head_has_its_own_rate_and_the_others_are_unchanged()
    {
        using Network network = Architectures.Create(StripeImages.Architecture(recipe), 1, 16);
        StageRates rates = new(network, recipe with { LayerLrDecay = 0.5, HeadLr = 7 });
        Assert.Equal(7, rates.Of("fc.weight"));
        Assert.Equal(0.5, rates.Of("layer3.0.conv1.weight"));
        Assert.Equal(Math.Pow(0.5, 4), rates.Of("conv1.weight"));
    }

    [Fact]
    public void The_average_forgets_the_first_weights_in_a_short_run()
    {
        using IDisposable scope = NewDisposeScope();
        Recipe transfer = TransferRecipe.Default with { Arch = "resnet20", Width = 0.25, Batch = 8 };
        using TrainStep state = new(transfer, StripeImages.Architecture(transfer), StripeImages.Input, CPU);
        using IDisposable noGradient = no_grad();
        Tensor moving = state.Network.state_dict()["fc.weight"];
        moving.fill_(1000); // the first value, of which nothing may be left
        state.Average.Update(0);
        moving.fill_(1);
        for (int step = 1; step <= 30; step++)
        {
            state.Average.Update(step);
        }

        Assert.Equal(1, state.Average.Network.state_dict()["fc.weight"].mean().item<float>(), 0.001);
    }

    [Fact]
    public void A_network_with_everything_frozen_is_refused()
    {
        Recipe all = recipe with { FrozenStages = 5 };
        Assert.Contains("frozen_stages is 5; it has 5 stages", Assert.Throws<InputException>(() => new TrainStep(all, StripeImages.Architecture(all), StripeImages.Input, CPU)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Balanced_sampling_with_logit_adjustment_is_refused() =>
        Assert.Contains("choose one", Assert.Throws<InputException>(() => new Recipe { BalancedSampling = true, LogitAdjustment = 1 }.Validated("r")).Message, StringComparison.Ordinal);

    [Fact]
    public void Logit_adjustment_changes_the_loss_only_for_unequal_classes()
    {
        using IDisposable scope = NewDisposeScope();
        Batch batch = RandomBatch();
        double plain = Loss(recipe, [1, 1]);
        Assert.Equal(plain, Loss(recipe with { LogitAdjustment = 1 }, [5, 5]), 5); // equal classes: a constant
        Assert.NotEqual(plain, Loss(recipe with { LogitAdjustment = 1 }, [9, 1]), 3);

        double Loss(Recipe asked, int[] counts)
        {
            using TrainStep state = new(asked, StripeImages.Architecture(asked), StripeImages.Input, CPU, pretrained: null, counts);
            return state.Run(batch, 0, 0.1).Loss;
        }
    }

    /// <summary>The change of each parameter in the first step.</summary>
    private static float[] Moves(Recipe asked, out string[] names)
    {
        using IDisposable scope = NewDisposeScope();
        using TrainStep state = new(asked, StripeImages.Architecture(asked), StripeImages.Input, CPU);
        Dictionary<string, Tensor> before = state.Network.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());
        state.Run(RandomBatch(), 0, 0.1);
        names = [.. before.Keys];
        return [.. state.Network.named_parameters().Select(p => (p.parameter.detach() - before[p.name]).norm().item<float>())];
    }

    private static Batch RandomBatch()
    {
        manual_seed(9);
        return new(randint(256, [8, 1, 16, 16], dtype: ScalarType.Byte), randint(2, [8], dtype: ScalarType.Int64));
    }

    private static Dictionary<string, byte[]> Snapshot(TrainStep state) => state.Network.state_dict().ToDictionary(e => e.Key, e => e.Value.detach().clone().bytes.ToArray());
}
