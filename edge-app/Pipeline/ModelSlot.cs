using EdgeResNet.EdgeApp.Labels;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>
/// Holds the model that answers, and the one that replaces it between two frames. A new model is made ready on the thread that
/// offers it; the inference thread only exchanges two references. Owns all its models and disposes a replaced one on another thread.
/// </summary>
internal sealed class ModelSlot : IDisposable
{
    private const int FirstWarmUp = 40; // the runtime recompiles a method after 30 calls
    private const int LaterWarmUp = 3;
    private readonly Lock offering = new(); // one offer at a time; the inference thread never waits for it
    private readonly IReadOnlyList<string> sourceLabels;
    private LoadedModel current;
    private Offer? waiting;
    private bool disposed;

    /// <summary>A slot with its first model, which it owns.</summary>
    public ModelSlot(IImageClassifier first)
    {
        sourceLabels = first.OutputSpec.Labels;
        current = new LoadedModel(first, sourceLabels);
    }

    /// <summary>The model that answers the next frame, unless another one waits. Safe from any thread.</summary>
    public AnsweringModel Current => Volatile.Read(ref current).Answering;

    /// <summary>The same with its network, whose facts may be read from any thread.</summary>
    public LoadedModel Loaded => Volatile.Read(ref current);

    /// <summary>Called on the offering thread with a model that will take over; prepares what else needs time.</summary>
    public Action<AnsweringModel>? Preparing { get; set; }

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
        changed = false;
        if (Volatile.Read(ref waiting) is null || Interlocked.Exchange(ref waiting, null) is not Offer offer)
        {
            return current;
        }

        changed = true;
        LoadedModel old = current;
        if (offer.Model.Answering.HasLabelsOf(old.Answering))
        {
            offer.Model.Postprocessor.Continue(old.Postprocessor);
        }

        Volatile.Write(ref current, offer.Model);
        offer.Taken.SetResult(true);
        Task.Run(old.Dispose);
        return offer.Model;
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
    }

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
