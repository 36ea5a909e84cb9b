using System.Diagnostics;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Report;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training;

/// <summary>How a run ended.</summary>
/// <param name="Progress">Where it stands.</param>
/// <param name="Interrupted">It was asked to stop before its end.</param>
internal readonly record struct TrainOutcome(Progress Progress, bool Interrupted);

/// <summary>A training run from its first or its last step to its end.</summary>
internal static class TrainLoop
{
    private const int ValidationBatch = 250;
    private const int SkippedInRowLimit = 10;
    private static readonly TimeSpan checkpointInterval = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Trains until the recipe's last epoch, the run's last step, or <paramref name="stop"/>, which is obeyed
    /// after the current step with a checkpoint. A resumed run gives the bits of an uninterrupted one on the same machine.
    /// </summary>
    public static TrainOutcome Run(RunFolder run, DataSplits data, Device device, IProgressDisplay display, CancellationToken stop)
    {
        Recipe recipe = run.Spec.Recipe;
        InputSpec input = run.Spec.Input;
        using IBatchSource train = BatchSource.Open(data.Train, input, device);
        using IBatchSource validation = BatchSource.Open(data.Validation, input, device);
        int[] classes = [.. Enumerable.Range(0, data.Train.Count).Select(data.Train.Label)];
        int[] counts = [.. run.Spec.Labels.Select((_, label) => classes.Count(c => c == label))];
        using TrainStep state = new(recipe, run.Spec.Architecture, input, device, run.Spec.Pretrained, counts);
        using ITeacher? teacher = Teacher.Load(recipe, run.Spec.TeacherSha256, input, data, device);
        StepInput stepInput = new(recipe, teacher);

        int stepsPerEpoch = train.Count / recipe.Batch; // the incomplete last batch would have noisier norm statistics
        if (stepsPerEpoch == 0)
        {
            throw new InputException($"{data.Train.Name}: {train.Count} pictures do not fill one batch of {recipe.Batch}; use a smaller --batch");
        }

        long lastStep = Math.Min(run.Spec.MaxSteps ?? long.MaxValue, (long)stepsPerEpoch * recipe.Epochs);
        OneCycle schedule = new(recipe.Lr, recipe.Warmup, lastStep);
        using IDisposable held = run.Begin();
        Progress progress = run.RestoreLast(state);
        UpdateEvents(run, progress); // a run that was killed may not have come to it
        if (progress.Step == 0 && state.Pretrained is not null)
        {
            display.Note(state.Pretrained.Describe(run.Spec.Pretrained!));
        }

        long lastCheckpoint = Stopwatch.GetTimestamp();

        while (progress.Step < lastStep)
        {
            int[] shuffled = recipe.BalancedSampling ? Order.Balanced(classes, recipe.Seed, progress.Epoch) : Order.Epoch(train.Count, recipe.Seed, progress.Epoch);
            int[] order = shuffled[..(stepsPerEpoch * recipe.Batch)];
            long asked = Stopwatch.GetTimestamp();
            foreach (Batch batch in train.Batches(order, recipe.Batch, first: progress.StepInEpoch))
            {
                progress = Step(state, stepInput, batch, schedule, progress, asked);
                if (progress.SkippedInRow == Math.Min(SkippedInRowLimit, stepsPerEpoch))
                {
                    throw new InputException($"step {progress.Step - 1}: the training diverged: loss or gradient was not finite in {progress.SkippedInRow} steps one after the other, at learning rate {schedule.At(progress.Step - 1):g3}; try a lower lr");
                }

                display.Show(progress, stepsPerEpoch, recipe.Epochs, lastStep, recipe.Batch);
                if (stop.IsCancellationRequested && progress.Step < lastStep)
                {
                    run.SaveLast(state, progress);
                    return new TrainOutcome(progress, Interrupted: true);
                }

                if (Stopwatch.GetElapsedTime(lastCheckpoint) > checkpointInterval)
                {
                    run.SaveLast(state, progress);
                    lastCheckpoint = Stopwatch.GetTimestamp();
                }

                if (progress.Step == lastStep)
                {
                    break;
                }

                asked = Stopwatch.GetTimestamp();
            }

            progress = FinishEpoch(run, state, validation, schedule, progress, display);
        }

        return new TrainOutcome(progress, Interrupted: false);
    }

    /// <summary>One step; <paramref name="asked"/> is when its pictures were asked for.</summary>
    private static Progress Step(TrainStep state, StepInput input, Batch batch, OneCycle schedule, Progress progress, long asked)
    {
        using IDisposable scope = NewDisposeScope();
        using Tensor images = batch.Images;
        using Tensor labels = batch.Labels;
        Batch prepared = input.Prepare(batch, progress.Step);
        double inputSeconds = Stopwatch.GetElapsedTime(asked).TotalSeconds;
        StepResult result = state.Run(prepared, progress.Step, schedule.At(progress.Step));
        Progress done = progress with
        {
            Step = progress.Step + 1,
            StepInEpoch = progress.StepInEpoch + 1,
            Seconds = progress.Seconds + Stopwatch.GetElapsedTime(asked).TotalSeconds,
            InputSeconds = progress.InputSeconds + inputSeconds,
        };
        return result.Skipped
            ? done with { Skipped = progress.Skipped + 1, SkippedInRow = progress.SkippedInRow + 1 }
            : done with
            {
                LossSum = progress.LossSum + (result.Loss * images.shape[0]),
                Correct = progress.Correct + result.Correct,
                Images = progress.Images + images.shape[0],
                SkippedInRow = 0,
            };
    }

    /// <summary>Validates the averaged weights, writes the epoch's line and the checkpoints.</summary>
    private static Progress FinishEpoch(RunFolder run, TrainStep state, IBatchSource validation, OneCycle schedule, Progress progress, IProgressDisplay display)
    {
        ClassificationMetrics held = Validate(state.Average.Network, validation, run.Spec.Input, run.Spec.Labels, CancellationToken.None); // an epoch that is trained is finished
        if (!double.IsFinite(held.Loss))
        {
            throw new InputException($"epoch {progress.Epoch + 1}: the training diverged: the loss on the validation set is {held.Loss}; try a lower lr");
        }

        EpochMetrics metrics = new(
            progress.Epoch + 1,
            progress.LossSum / progress.Images,
            (double)progress.Correct / progress.Images,
            held.Loss,
            held.Top1,
            schedule.At(progress.Step - 1),
            progress.Images / progress.Seconds,
            progress.Seconds)
        {
            InputShare = progress.InputSeconds / progress.Seconds,
            Skipped = progress.Skipped,
            MemoryBytes = Environment.WorkingSet,
            Time = DateTimeOffset.UtcNow,
        };
        EpochMetrics? before = run.ReadMetrics().FirstOrDefault(epoch => epoch.Epoch == progress.BestEpoch);
        bool best = EpochChoice.Replaces(metrics, before, validation.Count);
        if (best)
        {
            run.SaveBest(state.Average.Network, metrics.Epoch);
        }

        progress = new Progress
        {
            Epoch = progress.Epoch + 1,
            Step = progress.Step,
            SkippedInRow = progress.SkippedInRow,
            BestTop1 = best ? held.Top1 : progress.BestTop1,
            BestEpoch = best ? progress.Epoch + 1 : progress.BestEpoch,
        };
        run.Append(metrics);
        run.SaveLast(state, progress);
        UpdateEvents(run, progress);
        display.EpochDone(metrics, best);
        return progress;
    }

    private static void UpdateEvents(RunFolder run, Progress progress)
    {
        EpochMetrics[] done = [.. run.ReadMetrics().Where(epoch => epoch.Epoch <= progress.Epoch)];
        if (done.Length > 0)
        {
            EventFile.Update(run.EventFile, run.Spec.Recipe, done);
        }
    }

    /// <summary>Accuracy of a network in evaluation mode, in float32; <paramref name="cancellation"/> is checked between batches.</summary>
    public static ClassificationMetrics Validate(Network network, IBatchSource source, InputSpec input, IReadOnlyList<string> labels, CancellationToken cancellation)
    {
        using IDisposable noGradient = no_grad();
        using Normalizer normalizer = new(input, network.parameters().First().device);
        MetricsAccumulator accumulator = new(labels);
        foreach (Batch batch in source.Batches([.. Enumerable.Range(0, source.Count)], ValidationBatch))
        {
            cancellation.ThrowIfCancellationRequested();
            using IDisposable scope = NewDisposeScope();
            using Tensor images = batch.Images;
            using Tensor truth = batch.Labels;
            float[] logits = network.call(normalizer.Apply(images)).cpu().data<float>().ToArray();
            long[] classes = truth.cpu().data<long>().ToArray();
            for (int i = 0; i < classes.Length; i++)
            {
                accumulator.Add(logits.AsSpan(i * labels.Count, labels.Count), (int)classes[i]);
            }
        }

        return accumulator.Summarize();
    }
}
