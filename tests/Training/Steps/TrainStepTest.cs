using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Steps;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training.Steps;

public sealed class TrainStepTest
{
    private static readonly Recipe recipe = new() { Arch = "resnet20", Width = 0.25, ImageSize = 16, Batch = 8, Seed = 2 };

    [Fact]
    public void A_step_without_finite_gradients_changes_no_state()
    {
        using IDisposable scope = NewDisposeScope();
        using TrainStep state = new(recipe, StripeImages.Architecture(recipe), StripeImages.Input, CPU);
        Batch good = RandomBatch();
        Assert.False(state.Run(good, 0, 0.1).Skipped);
        byte[][] before = Snapshot(state);

        Tensor broken = full([8, 2], float.PositiveInfinity);
        Assert.True(state.Run(good with { TeacherLogits = broken }, 1, 0.1).Skipped);
        Assert.Equal(before, Snapshot(state));

        Assert.False(state.Run(good, 2, 0.1).Skipped);
        Assert.NotEqual(before, Snapshot(state));
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("bf16")]
    public void Steps_leak_no_tensor(string precision)
    {
        Recipe mixing = recipe with { Precision = precision, Mixup = 0.5, Cutmix = 1, Erase = 0.5, StochasticDepth = 0.5, CropScale = 0.3, ColorJitter = 0.3, TrivialAugment = true };
        using TrainStep state = new(mixing, StripeImages.Architecture(mixing), StripeImages.Input, CPU);
        StepInput input = new(mixing);
        long after = 0;
        for (int step = 0; step < 12; step++)
        {
            using (NewDisposeScope())
            {
                state.Run(input.Prepare(RandomBatch(), step), step, 0.01);
            }

            after = step == 3 ? Tensor.TotalCount : after;
        }

        Assert.Equal(after, Tensor.TotalCount);
    }

    [Fact]
    public void A_steps_pictures_do_not_depend_on_earlier_preparation()
    {
        using IDisposable scope = NewDisposeScope();
        Recipe mixing = recipe with { Mixup = 0.5, Cutmix = 1, Erase = 0.5, CropScale = 0.3, ColorJitter = 0.3, TrivialAugment = true };
        Batch batch = RandomBatch();
        StepInput onward = new(mixing);
        Batch[] expected = [.. Enumerable.Range(0, 4).Select(step => onward.Prepare(batch, step))];
        Assert.False(expected[2].Images.Equals(expected[3].Images));
        StepInput resumed = new(mixing);
        foreach (int step in (int[])[2, 3, 1])
        {
            Batch actual = resumed.Prepare(batch, step);
            Assert.True(expected[step].Images.Equals(actual.Images));
            Assert.True(batch.Labels.Equals(actual.Labels));
            Assert.Equal(expected[step].OtherShare, actual.OtherShare);
        }
    }

    [Fact]
    public void The_phases_of_a_step_sum_to_its_time()
    {
        using IDisposable scope = NewDisposeScope();
        using TrainStep state = new(recipe, StripeImages.Architecture(recipe), StripeImages.Input, CPU);
        StepProfile profile = new(CPU);
        Batch batch = RandomBatch();
        for (int step = 0; step < 3; step++)
        {
            profile.Begin();
            state.Run(batch, step, 0.01, profile);
            profile.End();
        }

        Assert.All(Enum.GetValues<StepPhase>(), phase => Assert.True(profile.Median(phase) > 0, $"{phase}"));
    }

    private static Batch RandomBatch() => new(randint(256, [8, 1, 16, 16], dtype: ScalarType.Byte), randint(2, [8], dtype: ScalarType.Int64));

    private static byte[][] Snapshot(TrainStep state) =>
    [
        .. state.Network.state_dict().Where(e => !e.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Select(e => e.Value.detach().clone().bytes.ToArray()),
        .. state.Average.Network.state_dict().Select(e => e.Value.detach().clone().bytes.ToArray()),
        .. state.Optimizer.Buffers.Select(b => b.Buffer.clone().bytes.ToArray()),
    ];
}
