using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Holds the model that answers, and the one that replaces it between two frames. A new model is made ready on the thread that
/// offers it; the inference thread only exchanges references. In its first minute, the model before waits to answer again. The
/// slot owns all its models and disposes them on other threads.
/// </summary>
internal sealed class ModelSlot : IDisposable
{
    private const int FirstWarmUp = 40; // the runtime recompiles a method after 30 calls
    private const int LaterWarmUp = 3;
    private readonly Lock offering = new(); // one offer at a time; the inference thread never waits for it
    private readonly IReadOnlyList<string> sourceLabels;
    private LoadedModel current;
    private Probation? probation;
    private Offer? waiting;
    private bool disposed;

    /// <summary>A slot with its first model, which it owns.</summary>
    public ModelSlot(IImageClassifier first)
    {
        sourceLabels = first.OutputSpec.Labels;
        current = new LoadedModel(first, sourceLabels);
    }

    /// <summary>How long the model before waits.</summary>
    public TimeSpan ProbationTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The clock of <see cref="ProbationTime"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The model that answers the next frame, unless another one waits. Safe from any thread.</summary>
    public AnsweringModel Current => Volatile.Read(ref current).Answering;

    /// <summary>The same with its network, whose facts may be read from any thread.</summary>
    public LoadedModel Loaded => Volatile.Read(ref current);

    /// <summary>Whether the model before waits. Safe from any thread.</summary>
    public bool OnProbation => Volatile.Read(ref probation) is not null;

    /// <summary>Called on the offering thread with a model that will take over; prepares what else needs time.</summary>
    public Action<AnsweringModel>? Preparing { get; set; }

    /// <summary>Called on another thread when a model failed in its first minute, with the model that answers again and the reason.</summary>
    public Action<AnsweringModel, AnsweringModel, string>? WentBack { get; set; }

    /// <summary>Called on another thread when a model's memory is free.</summary>
    public Action? Freed { get; set; }

    /// <summary>Warms up the first model, before frames flow.</summary>
    public void WarmUp() => current.WarmUp(FirstWarmUp);

    /// <summary>
    /// Makes a model ready on the calling thread and lets it take over between two frames. A model that still waits gives way to
    /// it. Safe from any thread.
    /// </summary>
    /// <param name="next">Owned by the slot from now on, also after an exception.</param>
    /// <returns>Ends when it answers frames: true; or false when a newer one came before, or the run ended.</returns>
    /// <exception cref="UserException">The model does not answer.</exception>
    public Task<bool> Replace(IImageClassifier next)
    {
        LoadedModel model = new(next, sourceLabels);
        try
        {
            model.WarmUp(LaterWarmUp);
            Preparing?.Invoke(model.Answering);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        Offer offer = new(model);
        lock (offering)
        {
            if (disposed)
            {
                offer.Refuse();
            }
            else
            {
                Interlocked.Exchange(ref waiting, offer)?.Refuse();
            }
        }

        return offer.Taken.Task;
    }

    /// <summary>Inference thread, between two frames: the model for the next one.</summary>
    /// <param name="changed">Whether it is another one than before.</param>
    public LoadedModel Take(out bool changed)
    {
        if (probation is { IsOver: true } passed)
        {
            Volatile.Write(ref probation, null);
            Free(passed.Before);
        }

        changed = Volatile.Read(ref waiting) is not null;
        return changed && Interlocked.Exchange(ref waiting, null) is Offer offer ? TakeOver(offer) : current;
    }

    /// <summary>Inference thread, after each frame: judges a model in its first minute.</summary>
    /// <returns>Why it has to go; null if it may stay.</returns>
    public string? Judge(FrameResult result) => probation?.Add(result.TopScores[0]) ?? true ? null : "its answers are not numbers";

    /// <summary>Inference thread: lets the model before answer again. Call it only <see cref="OnProbation"/>.</summary>
    /// <returns>The model before.</returns>
    public LoadedModel GoBack(string reason)
    {
        LoadedModel failed = current;
        LoadedModel before = probation!.Before;
        Volatile.Write(ref probation, null);
        before.Postprocessor.Reset(); // it has not seen the last frames
        Volatile.Write(ref current, before);
        Task.Run(() => WentBack?.Invoke(failed.Answering, before.Answering, reason));
        Free(failed);
        return before;
    }

    /// <summary>Disposes all models; call it after the run.</summary>
    public void Dispose()
    {
        lock (offering)
        {
            disposed = true;
            Interlocked.Exchange(ref waiting, null)?.Refuse();
        }

        current.Dispose();
        probation?.Before.Dispose();
    }

    private LoadedModel TakeOver(Offer offer)
    {
        LoadedModel old = current;
        if (offer.Model.Answering.HasLabelsOf(old.Answering))
        {
            offer.Model.Postprocessor.Continue(old.Postprocessor);
        }

        if (probation is Probation unfinished)
        {
            Free(unfinished.Before); // the one that answered until now is the better way back
        }

        Volatile.Write(ref probation, new Probation(old, ProbationTime, Clock));
        Volatile.Write(ref current, offer.Model);
        offer.Taken.SetResult(true);
        return offer.Model;
    }

    private void Free(LoadedModel model) => Task.Run(() =>
    {
        model.Dispose();
        Freed?.Invoke();
    });

    private sealed record Offer(LoadedModel Model)
    {
        public TaskCompletionSource<bool> Taken { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Refuse()
        {
            Model.Dispose();
            Taken.TrySetResult(false);
        }
    }
}
