using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Layers;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Processes.Sums;
using EdgeResNet.Trainer.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>Result of a step.</summary>
/// <param name="Loss">The batch's <see cref="TrainingLoss"/>.</param>
/// <param name="Correct">Images whose highest logit is their class; for mixed images, the class with the larger share.</param>
/// <param name="Skipped">Whether the weights stayed unchanged, because the loss or a gradient was not finite.</param>
/// <param name="Agreed">What any process wanted; nothing in a single process.</param>
internal readonly record struct StepResult(double Loss, long Correct, bool Skipped, StepWishes Agreed = default);

/// <summary>The arithmetic of a step, in training and in <c>throughput</c>. Owns network, optimizer and average.</summary>
internal sealed class TrainStep : IDisposable
{
    private readonly Recipe recipe;
    private readonly Normalizer normalizer;
    private readonly FlatState state;
    private readonly Tensor? statistics; // norm statistics before the step
    private readonly Tensor? adjustment; // logit adjustment, [K]
    private readonly ITensorSum? sum;
    private readonly StepExchange? exchange; // null in a single process

    /// <summary>Builds the network with the recipe's seed on <paramref name="device"/>.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="architecture">The network.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="device">The device.</param>
    /// <param name="pretrained">File of initial weights; null for random ones.</param>
    /// <param name="classCounts">Training pictures of each class, for logit adjustment.</param>
    /// <param name="group">The processes that share each batch; null: this one alone.</param>
    /// <exception cref="InputException">The weights do not fit, or the network does not support the recipe.</exception>
    public TrainStep(Recipe recipe, ArchitectureSpec architecture, InputSpec input, Device device, string? pretrained = null, IReadOnlyList<int>? classCounts = null, IProcessGroup? group = null)
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
        if (group is { Size: > 1 })
        {
            Share share = Share.Of(recipe.Batch, group);
            sum = TensorSums.Open(group, device, recipe.Wire);
            exchange = new StepExchange(state, sum, share);
            if (recipe.SyncBn)
            {
                SharedNorms.Apply(Network, sum, share.Weight);
            }
        }
    }

    /// <summary>The trained network.</summary>
    public Network Network { get; }

    /// <summary>Result of loading the initial weights; null without any.</summary>
    public PretrainedReport? Pretrained { get; }

    /// <summary>Its average, for validation and export.</summary>
    public WeightAverage Average { get; }

    /// <summary>The optimizer with its state.</summary>
    public NesterovSgd Optimizer { get; }

    /// <summary>Bytes of a gradient on its way between processes.</summary>
    public long WireBytes => state.Parameters.numel() * (recipe.Wire == "bf16" ? sizeof(short) : sizeof(float));

    /// <summary>How gradients travel between processes, in words; null in a single process.</summary>
    public string? Wire => sum?.Description;

    /// <summary>All that <see cref="Run"/> changes, each kind in one tensor; this object owns them.</summary>
    public IEnumerable<Tensor> State => [.. state.Buffers, .. Average.State.Buffers, Optimizer.Velocity];

    /// <summary>
    /// Forward, backward, update. With a non-finite loss or gradient, weights, momentum and norm statistics stay unchanged.
    /// <paramref name="step"/> counts from 0 over the whole run. Several processes agree on <paramref name="wishes"/>.
    /// </summary>
    public StepResult Run(Batch batch, long step, double learningRate, StepProfile? profile = null, StepWishes wishes = default)
    {
        using IDisposable scope = NewDisposeScope();
        statistics?.copy_(state.Statistics!);
        Tensor x = normalizer.Apply(batch.Images, Bfloat16.TypeOf(recipe.Precision)); // (N, C, H, W)
        profile?.Mark(StepPhase.Input);
        Tensor logits = Network.call(x); // (N, K) float32
        Tensor loss = TrainingLoss.Of(logits, batch, recipe, adjustment);
        profile?.Mark(StepPhase.Forward);

        (Tensor gradient, StepResult result) = exchange is null ? Backward(logits, loss, batch) : Backward(exchange, logits, loss, batch, wishes);
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

    /// <summary>Exchanges a gradient of zeros with the other processes, to time it.</summary>
    public void Exchange(Tensor zeros)
    {
        sum?.Sum(zeros, rounded: zeros.numel());
        if (zeros.device_type == DeviceType.CUDA)
        {
            cuda.synchronize(zeros.device);
        }
    }

    public void Dispose()
    {
        sum?.Dispose();
        Optimizer.Dispose();
        Average.Dispose();
        normalizer.Dispose();
        statistics?.Dispose();
        adjustment?.Dispose();
        state.Dispose();
        Network.Dispose();
    }

    private (Tensor Gradient, StepResult Result) Backward(Tensor logits, Tensor loss, Batch batch)
    {
        loss.backward();
        Tensor gradient = Optimizer.TakeGradient();
        return (gradient, Read(gradient, stack([loss.detach(), Correct(logits, batch)])));
    }

    private (Tensor Gradient, StepResult Result) Backward(StepExchange exchange, Tensor logits, Tensor loss, Batch batch, StepWishes wishes)
    {
        (loss * exchange.Weight).backward();
        (Tensor gradient, Tensor numbers) = exchange.Sum(Optimizer.TakeGradient(exchange.Behind(loss, Correct(logits, batch), wishes)));
        return (gradient, Read(gradient, numbers));
    }

    private static Tensor Correct(Tensor logits, Batch batch)
    {
        using IDisposable noGradient = no_grad();
        Tensor truth = batch is { OtherLabels: Tensor others, OtherShare: > 0.5 } ? others : batch.Labels;
        return logits.argmax(1).eq(truth).sum().to(ScalarType.Float32);
    }

    /// <summary>All numbers of a step in one transfer, the only wait for a GPU: loss, correct pictures, wishes if there are several processes.</summary>
    private static StepResult Read(Tensor gradient, Tensor numbers)
    {
        using IDisposable noGradient = no_grad();
        float[] read = cat([gradient.norm().reshape(1), numbers], 0).cpu().data<float>().ToArray();
        bool skipped = !float.IsFinite(read[0]) || !float.IsFinite(read[1]);
        return new StepResult(read[1], (long)read[2], skipped, read is [_, _, _, float stop, float save] ? new StepWishes(stop > 0, save > 0) : default);
    }
}
