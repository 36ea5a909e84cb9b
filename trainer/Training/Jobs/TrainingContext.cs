using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Training.Recipes;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Jobs;

/// <summary>Device, output and cancellation of a training.</summary>
/// <param name="Device">The device of torch.</param>
/// <param name="Output">The verb's.</param>
/// <param name="Stop">Stops the training after the current step, with a checkpoint.</param>
internal sealed record TrainingContext(Device Device, TextWriter Output, CancellationToken Stop)
{
    /// <summary>The processes that share the training.</summary>
    public IProcessGroup Group { get; init; } = new OneProcess();

    /// <summary>Whether the output has the table of the classes.</summary>
    public bool Verbose { get; init; }

    /// <summary>Writes the lines on the data: classes with counts, imbalance, what is passed over.</summary>
    public void Describe(DataSplits data, Recipe recipe)
    {
        foreach (string line in DataText.Lines(data, Verbose, recipe.BalancedSampling ? null : "show the classes equally often with --balanced-sampling true"))
        {
            Output.WriteLine(line);
        }
    }
}
