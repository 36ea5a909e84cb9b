using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Steps;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training.Runs;

public sealed class CheckpointsTest : IDisposable
{
    private static readonly Recipe recipe = new() { Arch = "resnet20", Width = 0.25, ImageSize = 16, Batch = 8 };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_room_that_is_asked_for_is_that_of_the_files()
    {
        using TrainStep state = new(recipe, StripeImages.Architecture(recipe), StripeImages.Input, CPU);
        Checkpoints checkpoints = new(folder.Path, Spec);
        checkpoints.RequireRoom(state);
        checkpoints.SaveLast(state, new Progress());
        checkpoints.SaveBest(state.Average.Network, 1);
        long written = Directory.GetFiles(folder.Path).Sum(file => new FileInfo(file).Length);
        Assert.InRange(Checkpoints.Room(state), 1.7 * written, 2.1 * written); // the files also have a header
        Assert.InRange(checkpoints.BestBytes, 1, written);
    }

    [Theory]
    [InlineData("last.safetensors", float.NaN)]
    [InlineData("best.safetensors", float.PositiveInfinity)]
    public void A_checkpoint_that_holds_no_numbers_is_named(string file, float value)
    {
        using TrainStep state = new(recipe, StripeImages.Architecture(recipe), StripeImages.Input, CPU);
        using (no_grad())
        {
            state.Network.state_dict()["fc.weight"].fill_(value);
            state.Average.Network.state_dict()["fc.weight"].fill_(value);
        }

        Checkpoints checkpoints = new(folder.Path, Spec);
        checkpoints.SaveLast(state, new Progress());
        checkpoints.SaveBest(state.Average.Network, 1);
        InputException refused = Assert.Throws<InputException>(() => _ = file.StartsWith("last", StringComparison.Ordinal) ? checkpoints.RestoreLast(state) : (object)checkpoints.LoadBest());
        Assert.StartsWith($"{folder[file]}: fc.weight holds values that are not finite", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_to_start_from_are_checked_before_any_picture_is_read()
    {
        string path = folder["w.safetensors"];
        using (Tensor fine = randn(3, 4))
        using (Tensor broken = tensor(new float[] { 1, float.NegativeInfinity }))
        using (Tensor counter = tensor(long.MaxValue))
        using (FileStream file = File.Create(path))
        {
            SafeTensors.Write(file, [("a.weight", fine), ("b.bias", broken), ("c.num_batches_tracked", counter)], []);
        }

        Assert.StartsWith($"{path}: b.bias holds values that are not finite", Assert.Throws<InputException>(() => PretrainedWeights.Check(path)).Message, StringComparison.Ordinal);
    }

    private static RunSpec Spec => new("folder:none", recipe, StripeImages.Architecture(recipe), StripeImages.Input, ["a", "b"]);
}
