using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training;

/// <summary>What one step did.</summary>
/// <param name="Loss">Mean smoothed cross-entropy of the batch.</param>
/// <param name="Correct">Images whose highest logit was their class.</param>
internal readonly record struct StepResult(double Loss, long Correct);

/// <summary>The arithmetic of a step, the same in training and in <c>throughput</c>. Owns network, optimizer and average.</summary>
internal sealed class TrainStep : IDisposable
{
    private readonly Recipe recipe;
    private readonly Normalizer normalizer;

    /// <summary>Builds the network with the recipe's seed on <paramref name="device"/>, starting from the weights in <paramref name="pretrained"/> where given.</summary>
    public TrainStep(Recipe recipe, ArchitectureSpec architecture, InputSpec input, Device device, string? pretrained = null)
    {
        this.recipe = recipe;
        manual_seed(recipe.Seed);
        Network = Architectures.Create(architecture, input.Channels, input.Height);
        Pretrained = pretrained is null ? null : PretrainedWeights.Load(pretrained, Network);
        Network.to(device);
        Network copy = Architectures.Create(architecture, input.Channels, input.Height);
        copy.to(device);
        Average = new WeightAverage(Network, copy, recipe.EmaDecay);
        Optimizer = new NesterovSgd(Network.named_parameters(), recipe.Momentum, recipe.WeightDecay);
        normalizer = new Normalizer(input, device);
        Network.train();
    }

    /// <summary>The network that is trained.</summary>
    public Network Network { get; }

    /// <summary>What became of the weights to start from; null without any.</summary>
    public PretrainedReport? Pretrained { get; }

    /// <summary>Its average, which is validated and exported.</summary>
    public WeightAverage Average { get; }

    /// <summary>The optimizer with its state.</summary>
    public NesterovSgd Optimizer { get; }

    /// <summary>Forward, backward, update. <paramref name="step"/> counts from 0 over the whole run.</summary>
    /// <exception cref="InputException">The loss is not finite.</exception>
    public StepResult Run(Batch batch, long step, double learningRate)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor x = normalizer.Apply(batch.Images); // (N, C, H, W) float32
        if (recipe.Precision == "bf16")
        {
            x = x.to(ScalarType.BFloat16);
        }

        Tensor logits = Network.call(x); // (N, K) float32
        Tensor loss = nn.functional.cross_entropy(logits, batch.Labels, label_smoothing: recipe.LabelSmoothing);
        loss.backward();
        float value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            throw new InputException($"step {step}: the loss is {value}; the training diverged at learning rate {learningRate:g3}: try a lower lr");
        }

        Optimizer.Step(learningRate);
        Average.Update(step);
        return new StepResult(value, logits.argmax(1).eq(batch.Labels).sum().item<long>());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Average.Dispose();
        normalizer.Dispose();
        Network.Dispose();
    }
}
