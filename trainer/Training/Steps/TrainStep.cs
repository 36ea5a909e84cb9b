using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>What one step did.</summary>
/// <param name="Loss">The batch's <see cref="TrainingLoss"/>.</param>
/// <param name="Correct">Images whose highest logit was their class; the class of the larger share, where images are mixed.</param>
/// <param name="Skipped">The loss or a gradient was not finite, so the weights stayed as they were.</param>
internal readonly record struct StepResult(double Loss, long Correct, bool Skipped);

/// <summary>The arithmetic of a step, the same in training and in <c>throughput</c>. Owns network, optimizer and average.</summary>
internal sealed class TrainStep : IDisposable
{
    private readonly Recipe recipe;
    private readonly Normalizer normalizer;
    private readonly FlatState state;
    private readonly Tensor? statistics; // of the norms before the step
    private readonly Tensor? adjustment; // of the logits, [K]

    /// <summary>Builds the network with the recipe's seed on <paramref name="device"/>.</summary>
    /// <param name="recipe">How it is trained.</param>
    /// <param name="architecture">What is built.</param>
    /// <param name="input">What it is fed with.</param>
    /// <param name="device">Where.</param>
    /// <param name="pretrained">File of weights to start from; null for fresh ones.</param>
    /// <param name="classCounts">Training pictures of each class, which logit adjustment needs.</param>
    /// <exception cref="InputException">The weights do not fit, or the recipe asks for what the network lacks.</exception>
    public TrainStep(Recipe recipe, ArchitectureSpec architecture, InputSpec input, Device device, string? pretrained = null, IReadOnlyList<int>? classCounts = null)
    {
        this.recipe = recipe;
        manual_seed(recipe.Seed);
        Network = Architectures.Create(architecture, input);
        Initialization.Apply(Network, recipe);
        if (recipe.StochasticDepth > 0 && StochasticDepth.Apply(Network, recipe.StochasticDepth) == 0)
        {
            throw new InputException($"{architecture.Name}: has no residual blocks, which stochastic_depth is for; leave it out");
        }

        Pretrained = pretrained is null ? null : PretrainedWeights.Load(pretrained, Network);
        Network.to(device);
        Network copy = Architectures.Create(architecture, input);
        copy.to(device);
        state = new FlatState(Network);
        statistics = state.Statistics?.clone().DetachFromDisposeScope();
        Average = new WeightAverage(state, copy, recipe.EmaDecay);
        StageRates rates = new(Network, recipe);
        Optimizer = new NesterovSgd(state, recipe.Momentum, recipe.WeightDecay, recipe.BiasLr, rates.Of);
        normalizer = new Normalizer(input, device);
        adjustment = recipe.LogitAdjustment > 0 && classCounts is not null
            ? tensor(TrainingLoss.LogitAdjustment(classCounts, recipe.LogitAdjustment), device: device).DetachFromDisposeScope()
            : null;
        Network.train();
        rates.Freeze();
    }

    /// <summary>The network that is trained.</summary>
    public Network Network { get; }

    /// <summary>What became of the weights to start from; null without any.</summary>
    public PretrainedReport? Pretrained { get; }

    /// <summary>Its average, which is validated and exported.</summary>
    public WeightAverage Average { get; }

    /// <summary>The optimizer with its state.</summary>
    public NesterovSgd Optimizer { get; }

    /// <summary>
    /// Forward, backward, update. A step whose loss or gradient is not finite leaves weights, momentum and norm statistics as they were.
    /// <paramref name="step"/> counts from 0 over the whole run.
    /// </summary>
    public StepResult Run(Batch batch, long step, double learningRate, StepProfile? profile = null)
    {
        using IDisposable scope = NewDisposeScope();
        statistics?.copy_(state.Statistics!);
        Tensor x = normalizer.Apply(batch.Images, Bfloat16.TypeOf(recipe.Precision)); // (N, C, H, W)
        profile?.Mark(StepPhase.Input);
        Tensor logits = Network.call(x); // (N, K) float32
        Tensor loss = TrainingLoss.Of(logits, batch, recipe, adjustment);
        profile?.Mark(StepPhase.Forward);

        loss.backward();
        Tensor gradient = Optimizer.TakeGradient();
        StepResult result = Read(logits, loss, gradient, batch);
        profile?.Mark(StepPhase.Backward);

        if (result.Skipped)
        {
            state.Statistics?.copy_(statistics!);
        }
        else
        {
            Optimizer.Step(gradient, learningRate);
            Average.Update(step);
        }

        profile?.Mark(StepPhase.Optimizer);
        return result;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Average.Dispose();
        normalizer.Dispose();
        statistics?.Dispose();
        adjustment?.Dispose();
        state.Dispose();
        Network.Dispose();
    }

    /// <summary>All numbers of a step in one transfer, which is the only time that a GPU is waited for.</summary>
    private static StepResult Read(Tensor logits, Tensor loss, Tensor gradient, Batch batch)
    {
        using IDisposable noGradient = no_grad();
        Tensor truth = batch is { OtherLabels: Tensor others, OtherShare: > 0.5 } ? others : batch.Labels;
        Tensor correct = logits.argmax(1).eq(truth).sum().to(ScalarType.Float32);
        float[] numbers = stack([loss.detach(), gradient.norm(), correct]).cpu().data<float>().ToArray();
        return new StepResult(numbers[0], (long)numbers[2], Skipped: !float.IsFinite(numbers[0]) || !float.IsFinite(numbers[1]));
    }
}
