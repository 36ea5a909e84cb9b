using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>Result of a step.</summary>
/// <param name="Loss">The batch's <see cref="TrainingLoss"/>.</param>
/// <param name="Correct">Images whose highest logit is their class; for mixed images, the class with the larger share.</param>
/// <param name="Skipped">Whether the weights stayed unchanged, because the loss or a gradient was not finite.</param>
internal readonly record struct StepResult(double Loss, long Correct, bool Skipped);

/// <summary>The arithmetic of a step, in training and in <c>throughput</c>. Owns network, optimizer and average.</summary>
internal sealed class TrainStep : IDisposable
{
    private readonly Recipe recipe;
    private readonly Normalizer normalizer;
    private readonly FlatState state;
    private readonly Tensor? statistics; // norm statistics before the step
    private readonly Tensor? adjustment; // logit adjustment, [K]

    /// <summary>Builds the network with the recipe's seed on <paramref name="device"/>.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="device">The device.</param>
    /// <param name="pretrained">File of initial weights; null for random ones.</param>
    /// <param name="classCounts">Training pictures of each class, for logit adjustment.</param>
    /// <exception cref="InputException">The weights do not fit, or the network does not support the recipe.</exception>
    public TrainStep(Recipe recipe, ArchitectureSpec architecture, InputSpec input, Device device, string? pretrained = null, IReadOnlyList<int>? classCounts = null)
    {
        this.recipe = recipe;
        manual_seed(recipe.Seed);
        Network = Architectures.Create(architecture, input);
        Initialization.Apply(Network, recipe);
        if (recipe.StochasticDepth > 0 && StochasticDepth.Apply(Network, recipe.StochasticDepth) == 0)
        {
            throw new InputException($"{architecture.Name}: has no residual blocks, which stochastic_depth needs; leave it out");
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

    /// <summary>The trained network.</summary>
    public Network Network { get; }

    /// <summary>Result of loading the initial weights; null without any.</summary>
    public PretrainedReport? Pretrained { get; }

    /// <summary>Its average, for validation and export.</summary>
    public WeightAverage Average { get; }

    /// <summary>The optimizer with its state.</summary>
    public NesterovSgd Optimizer { get; }

    /// <summary>
    /// Forward, backward, update. With a non-finite loss or gradient, weights, momentum and norm statistics stay unchanged.
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

    /// <summary>All numbers of a step in one transfer, the only wait for a GPU.</summary>
    private static StepResult Read(Tensor logits, Tensor loss, Tensor gradient, Batch batch)
    {
        using IDisposable noGradient = no_grad();
        Tensor truth = batch is { OtherLabels: Tensor others, OtherShare: > 0.5 } ? others : batch.Labels;
        Tensor correct = logits.argmax(1).eq(truth).sum().to(ScalarType.Float32);
        float[] numbers = stack([loss.detach(), gradient.norm(), correct]).cpu().data<float>().ToArray();
        return new StepResult(numbers[0], (long)numbers[2], Skipped: !float.IsFinite(numbers[0]) || !float.IsFinite(numbers[1]));
    }
}
