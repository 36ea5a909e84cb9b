using System.Diagnostics;
using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Processes;
using EdgeResNet.Trainer.Training.Display;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Training.Steps;
using EdgeResNet.Trainer.Training.Teachers;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Loop;

/// <summary>How a run ended.</summary>
/// <param name="Progress">Its last state.</param>
/// <param name="Interrupted">Whether it was stopped before its end.</param>
internal readonly record struct TrainOutcome(Progress Progress, bool Interrupted);

/// <summary>A training run from its first step, or from a checkpoint, to its end.</summary>
/// <param name="run">The run.</param>
/// <param name="classes">Classes of the training pictures.</param>
/// <param name="train">The training pictures.</param>
/// <param name="validation">Pictures that choose the epoch.</param>
/// <param name="state">The network.</param>
/// <param name="input">Prepares the batches.</param>
/// <param name="display">Shows the progress.</param>
/// <param name="group">The processes that share the work; the first alone writes files.</param>
internal sealed class TrainLoop(RunFolder run, int[] classes, IBatchSource train, IBatchSource validation, TrainStep state, StepInput input, IProgressDisplay display, IProcessGroup group)
{
    private const int SkippedInRowLimit = 10;
    private static readonly TimeSpan checkpointInterval = TimeSpan.FromMinutes(5);

    private readonly Recipe recipe = run.Spec.Recipe;
    private readonly int stepsPerEpoch = train.Count / run.Spec.Recipe.Batch; // an incomplete last batch would have noisier norm statistics
    private long lastCheckpoint = Stopwatch.GetTimestamp();

    private readonly bool leads = group.Rank == 0;

    private long LastStep => Math.Min(run.Spec.MaxSteps ?? long.MaxValue, (long)stepsPerEpoch * recipe.Epochs);

    private OneCycle Schedule => new(recipe.Lr, recipe.Warmup, LastStep);

    /// <summary>
    /// Trains until the recipe's last epoch, the run's last step, or <paramref name="stop"/>, which takes effect after the current
    /// step, with a checkpoint. On the same machine, a resumed run gives the same bits as an uninterrupted one. Each process of
    /// <paramref name="group"/> takes its share of every batch; null: one process.
    /// </summary>
    /// <exception cref="InputException">A picture cannot be read, the pictures do not fill a batch, or the training diverged.</exception>
    public static TrainOutcome Run(RunFolder run, DataSplits data, Device device, IProgressDisplay display, CancellationToken stop, IProcessGroup? group = null)
    {
        group ??= new OneProcess();
        RunSpec spec = run.Spec;
        int[] classes = [.. Enumerable.Range(0, data.Train.Count).Select(data.Train.Label)];
        int[] counts = [.. spec.Labels.Select((_, label) => classes.Count(c => c == label))];
        using IBatchSource train = BatchSource.Open(data.Train, spec.Input, device, stop: stop, group: group);
        using IBatchSource validation = BatchSource.Open(data.Validation, spec.Input, device, stop: stop, group: group);
        using TrainStep state = new(spec.Recipe, spec.Architecture, spec.Input, device, group.Rank == 0 ? spec.Pretrained : null, counts, group);
        if (group.Rank == 0)
        {
            run.Checkpoints.RequireRoom(state);
        }

        using ITeacher? teacher = Teacher.Load(spec.Recipe, spec.TeacherSha256, spec.Input, data, device);
        if (state.Wire is string wire)
        {
            display.Note(string.Create(CultureInfo.InvariantCulture, $"gradients of a step: {state.WireBytes / 1e6:F1} MB in {wire}"));
        }

        TrainLoop loop = new(run, classes, train, validation, state, new StepInput(spec.Recipe, teacher, group.Size > 1 ? Share.Of(spec.Recipe.Batch, group) : null), display, group);
        return loop.stepsPerEpoch > 0
            ? loop.Run(stop)
            : throw new InputException($"{data.Train.Name}: {train.Count} pictures do not fill one batch of {spec.Recipe.Batch}; use a smaller --batch");
    }

    private TrainOutcome Run(CancellationToken stop)
    {
        using IDisposable? held = leads ? run.Begin() : null;
        using IDisposable finished = Finishing.Begin(); // a step and its checkpoint may take longer than a stopped process has
        Progress progress = Restore();
        while (progress.Step < LastStep || progress.StepInEpoch > 0) // the last epoch may lack its validation
        {
            progress = Epoch(progress, stop);
            if ((group.Any(stop.IsCancellationRequested) && progress.Step < LastStep) || Measure(stop) is not ClassificationMetrics measured)
            {
                Save(progress);
                return new TrainOutcome(progress, Interrupted: true);
            }

            progress = Finish(progress, measured);
        }

        return new TrainOutcome(progress, Interrupted: false);
    }

    /// <summary>Validates the averaged weights; null if it was stopped. The resumed run begins with it.</summary>
    private ClassificationMetrics? Measure(CancellationToken stop)
    {
        try
        {
            return Validation.Run(state.Average.Network, validation, run.Spec.Input, run.Spec.Labels, stop, group);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private Progress Restore()
    {
        Progress? progress = null;
        if (leads)
        {
            progress = run.Checkpoints.RestoreLast(state);
            run.Metrics.UpdateEvents(progress.Epoch); // a killed run may have missed it
            if (progress.Step == 0 && state.Pretrained is not null)
            {
                display.Note(state.Pretrained.Describe(run.Spec.Pretrained!));
            }
        }

        group.FromFirst(state.State);
        return group.FromFirst(progress);
    }

    /// <summary>Runs the remaining steps of an epoch, or those until <paramref name="stop"/>.</summary>
    private Progress Epoch(Progress progress, CancellationToken stop)
    {
        if (progress.Step >= LastStep)
        {
            return progress; // stopped before the validation of the last epoch
        }

        int[] shuffled = recipe.BalancedSampling ? Order.Balanced(classes, recipe.Seed, progress.Epoch) : Order.Epoch(train.Count, recipe.Seed, progress.Epoch);
        Share share = Share.Of(recipe.Batch, group);
        long asked = Stopwatch.GetTimestamp();
        foreach (Batch batch in train.Batches(share.OfRows(shuffled), share.Count, first: progress.StepInEpoch))
        {
            (progress, StepWishes agreed) = Step(batch, progress, asked, Wishes(stop));
            if (progress.SkippedInRow == Math.Min(SkippedInRowLimit, stepsPerEpoch))
            {
                throw new InputException($"step {progress.Step - 1}: the training diverged: loss or gradient was not finite in {progress.SkippedInRow} steps one after the other, at learning rate {Schedule.At(progress.Step - 1):g3}; try a lower lr");
            }

            display.Show(progress, stepsPerEpoch, recipe.Epochs, LastStep, recipe.Batch);
            agreed = group.Size > 1 ? agreed : Wishes(stop); // alone, no step has to pass first
            if (agreed.Stop || progress.Step == LastStep)
            {
                return progress;
            }

            if (agreed.Save)
            {
                Save(progress);
                lastCheckpoint = Stopwatch.GetTimestamp();
            }

            asked = Stopwatch.GetTimestamp();
        }

        return progress;
    }

    private StepWishes Wishes(CancellationToken stop) => new(stop.IsCancellationRequested, leads && Stopwatch.GetElapsedTime(lastCheckpoint) > checkpointInterval);

    private void Save(Progress progress)
    {
        if (leads)
        {
            run.Checkpoints.SaveLast(state, progress);
        }
    }

    /// <summary>One step; <paramref name="asked"/> is the time of the request for its pictures.</summary>
    private (Progress Progress, StepWishes Agreed) Step(Batch batch, Progress progress, long asked, StepWishes wishes)
    {
        using IDisposable scope = NewDisposeScope();
        using Tensor images = batch.Images;
        using Tensor labels = batch.Labels;
        Batch prepared = input.Prepare(batch, progress.Step);
        double inputSeconds = Stopwatch.GetElapsedTime(asked).TotalSeconds;
        StepResult result = state.Run(prepared, progress.Step, Schedule.At(progress.Step), wishes: wishes);
        Progress done = progress with
        {
            Step = progress.Step + 1,
            StepInEpoch = progress.StepInEpoch + 1,
            Seconds = progress.Seconds + Stopwatch.GetElapsedTime(asked).TotalSeconds,
            InputSeconds = progress.InputSeconds + inputSeconds,
        };
        Progress counted = result.Skipped
            ? done with { Skipped = progress.Skipped + 1, SkippedInRow = progress.SkippedInRow + 1 }
            : done with
            {
                LossSum = progress.LossSum + (result.Loss * recipe.Batch),
                Correct = progress.Correct + result.Correct,
                Images = progress.Images + recipe.Batch,
                SkippedInRow = 0,
            };
        return (counted, result.Agreed);
    }

    /// <summary>Ends an epoch: writes its line and the checkpoints.</summary>
    private Progress Finish(Progress progress, ClassificationMetrics held)
    {
        if (!double.IsFinite(held.Loss))
        {
            throw new InputException($"epoch {progress.Epoch + 1}: the training diverged: the loss on the validation set is {held.Loss}; try a lower lr");
        }

        if (!leads)
        {
            return progress.AfterEpoch(bestTop1: null);
        }

        EpochMetrics metrics = EpochMetrics.Of(progress, held, Schedule.At(progress.Step - 1));
        EpochMetrics? before = run.Metrics.Read().FirstOrDefault(epoch => epoch.Epoch == progress.BestEpoch);
        bool best = EpochChoice.Replaces(metrics, before, validation.Count);
        if (best)
        {
            run.Checkpoints.SaveBest(state.Average.Network, metrics.Epoch);
        }

        progress = progress.AfterEpoch(best ? held.Top1 : null);
        run.Metrics.Append(metrics);
        run.Checkpoints.SaveLast(state, progress);
        run.Metrics.UpdateEvents(progress.Epoch);
        display.EpochDone(metrics, best);
        return progress;
    }
}
