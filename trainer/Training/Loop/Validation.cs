using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Processes;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Loop;

/// <summary>Accuracy of a network during training.</summary>
internal static class Validation
{
    private const int BatchSize = 250;

    /// <summary>
    /// Measures a network in evaluation mode, in float32; <paramref name="cancellation"/> is checked between batches. Each process of a
    /// <paramref name="group"/> measures its share of the pictures; all get the metrics of all pictures.
    /// </summary>
    /// <exception cref="OperationCanceledException">Any process was cancelled.</exception>
    public static ClassificationMetrics Run(Network network, IBatchSource source, InputSpec input, IReadOnlyList<string> labels, CancellationToken cancellation, IProcessGroup? group = null)
    {
        group ??= new OneProcess();
        Share share = Share.Of(source.Count, group);
        bool cancelled = false;
        using IDisposable noGradient = no_grad();
        using Normalizer normalizer = new(input, network.parameters().First().device);
        MetricsAccumulator accumulator = new(labels);
        foreach (Batch batch in source.Batches([.. Enumerable.Range(share.First, share.Count)], BatchSize))
        {
            using IDisposable scope = NewDisposeScope();
            using Tensor images = batch.Images;
            using Tensor truth = batch.Labels;
            cancelled = cancellation.IsCancellationRequested;
            if (cancelled)
            {
                break;
            }

            float[] logits = network.call(normalizer.Apply(images)).cpu().data<float>().ToArray();
            long[] classes = truth.cpu().data<long>().ToArray();
            for (int i = 0; i < classes.Length; i++)
            {
                accumulator.Add(logits.AsSpan(i * labels.Count, labels.Count), (int)classes[i]);
            }
        }

        if (group.Any(cancelled))
        {
            throw new OperationCanceledException(cancellation);
        }

        accumulator.Combine(group.Sum);
        return accumulator.Summarize();
    }
}
