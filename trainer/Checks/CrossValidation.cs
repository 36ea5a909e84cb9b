using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Checks;

/// <summary>
/// Asks networks about pictures that they were not trained on: each fold's pictures are judged by a network that learned from the other folds.
/// Pictures of no fold are never trained on; all networks judge them, and the mean counts.
/// </summary>
/// <param name="recipe">How each network is trained.</param>
/// <param name="architecture">The network.</param>
/// <param name="input">Its input.</param>
/// <param name="device">Where it is trained.</param>
/// <param name="stepDone">Is told of each step of all.</param>
internal sealed class CrossValidation(Recipe recipe, ArchitectureSpec architecture, InputSpec input, Device device, Action stepDone)
{
    /// <summary>The fold of pictures that are only judged.</summary>
    public const int JudgedOnly = -1;

    private const int JudgedBatch = 250;

    /// <summary>Steps of one fold over so many training pictures.</summary>
    public static long Steps(Recipe recipe, int pictures) => (long)(pictures / recipe.Batch) * recipe.Epochs;

    /// <summary>Trains a network for each fold.</summary>
    /// <param name="source">All pictures.</param>
    /// <param name="fold">Of each picture, from 0, or <see cref="JudgedOnly"/>.</param>
    /// <param name="folds">How many there are.</param>
    /// <param name="stop">Obeyed between steps.</param>
    /// <returns>Probabilities <c>[N, K]</c>.</returns>
    /// <exception cref="InputException">A training diverged.</exception>
    public float[] Run(IBatchSource source, int[] fold, int folds, CancellationToken stop)
    {
        float[] probabilities = new float[(long)source.Count * architecture.Classes];
        for (int held = 0; held < folds; held++)
        {
            int[] learned = [.. Enumerable.Range(0, source.Count).Where(i => fold[i] != held && fold[i] != JudgedOnly)];
            int[] judged = [.. Enumerable.Range(0, source.Count).Where(i => fold[i] == held || fold[i] == JudgedOnly)];
            using TrainStep state = new(recipe with { Seed = recipe.Seed + held }, architecture, input, device);
            Train(state, source, learned, stop);
            Judge(state.Average.Network, source, judged, (item, row) =>
            {
                for (int k = 0; k < row.Length; k++)
                {
                    probabilities[((long)item * row.Length) + k] += fold[item] == JudgedOnly ? row[k] / folds : row[k];
                }
            }, stop);
        }

        return probabilities.All(float.IsFinite)
            ? probabilities
            : throw new InputException("the training that checks the labels diverged; leave it out with --no-labels, or try another --seed");
    }

    private void Train(TrainStep state, IBatchSource source, int[] learned, CancellationToken stop)
    {
        OneCycle schedule = new(recipe.Lr, recipe.Warmup, Steps(recipe, learned.Length));
        StepInput stepInput = new(recipe);
        long step = 0;
        for (int epoch = 0; epoch < recipe.Epochs; epoch++)
        {
            int[] order = [.. Order.Epoch(learned.Length, recipe.Seed, epoch).Select(i => learned[i])];
            foreach (Batch batch in source.Batches(order[..(order.Length / recipe.Batch * recipe.Batch)], recipe.Batch))
            {
                stop.ThrowIfCancellationRequested();
                using IDisposable scope = NewDisposeScope();
                using Tensor images = batch.Images;
                using Tensor labels = batch.Labels;
                state.Run(stepInput.Prepare(batch, step), step, schedule.At(step));
                step++;
                stepDone();
            }
        }
    }

    private void Judge(Network network, IBatchSource source, int[] judged, Action<int, ReadOnlySpan<float>> receive, CancellationToken stop)
    {
        using IDisposable noGradient = no_grad();
        using Normalizer normalizer = new(input, device);
        int next = 0;
        foreach (Batch batch in source.Batches(judged, JudgedBatch))
        {
            stop.ThrowIfCancellationRequested();
            using IDisposable scope = NewDisposeScope();
            using Tensor images = batch.Images;
            using Tensor labels = batch.Labels;
            float[] rows = nn.functional.softmax(network.call(normalizer.Apply(images)), 1).cpu().data<float>().ToArray(); // (N, K)
            for (int at = 0; at < rows.Length; at += architecture.Classes)
            {
                receive(judged[next++], rows.AsSpan(at, architecture.Classes));
            }
        }
    }
}
