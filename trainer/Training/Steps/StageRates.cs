using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Recipes;
using TorchSharp;
using TorchSharp.Modules;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>Learning rates by stage: discriminative learning rates (Howard and Ruder, 2018) and frozen stages.</summary>
internal sealed class StageRates
{
    private readonly Network network;
    private readonly int frozen;
    private readonly double decay;
    private readonly double head;
    private readonly bool norms;
    private readonly IReadOnlyList<IReadOnlyList<string>> stages;

    /// <summary>Prepares the rates of a network.</summary>
    /// <exception cref="InputException">No stage would learn.</exception>
    public StageRates(Network network, Recipe recipe)
    {
        (this.network, stages) = (network, network.Stages);
        (frozen, decay, head, norms) = (recipe.FrozenStages, recipe.LayerLrDecay, recipe.HeadLr, recipe.FreezeNorms);
        if (frozen >= stages.Count)
        {
            throw new InputException($"{network.Spec.Name}: frozen_stages is {frozen}; it has {stages.Count} stages, and the last one has to learn");
        }
    }

    /// <summary>Multiplier of a parameter's learning rate: 0 in a frozen stage, <c>head_lr</c> in the head.</summary>
    /// <param name="parameter">Its path, such as <c>layer1.0.conv1.weight</c>.</param>
    public double Of(string parameter)
    {
        int stage = StageOf(parameter);
        return stage < frozen ? 0 : stage == stages.Count - 1 ? head : Math.Pow(decay, stages.Count - 1 - stage);
    }

    /// <summary>Stops gradients in frozen stages. Puts their norms, or all norms, into evaluation mode, which keeps their statistics. Call it in training mode.</summary>
    public void Freeze()
    {
        if (frozen > 0)
        {
            foreach ((string name, Parameter parameter) in network.named_parameters())
            {
                parameter.requires_grad = StageOf(name) >= frozen;
            }
        }

        foreach ((string name, torch.nn.Module module) in network.named_modules())
        {
            if ((norms && module is BatchNorm2d) || stages.Take(frozen).Any(stage => stage.Contains(name)))
            {
                module.eval();
            }
        }
    }

    private int StageOf(string parameter)
    {
        for (int stage = 0; stage < stages.Count; stage++)
        {
            if (stages[stage].Any(module => parameter.StartsWith($"{module}.", StringComparison.Ordinal)))
            {
                return stage;
            }
        }

        throw new ArgumentException($"{parameter} is in no stage of {network.Spec.Name}", nameof(parameter));
    }
}
