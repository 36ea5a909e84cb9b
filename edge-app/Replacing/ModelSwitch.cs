using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Replacing;

/// <summary>
/// Replaces the running model while frames flow: verifies a bundle on a thread that gives way, loads it beside the running one and
/// offers it to the slot. One replacement at a time; the newest request wins. What fails leaves the running model alone.
/// </summary>
internal sealed class ModelSwitch : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5); // a native call cannot be interrupted
    private readonly ModelSlot models;
    private readonly Func<ModelBundle, IImageClassifier> load;
    private readonly PipelineControls controls;
    private readonly Action<string> say;
    private readonly Thread thread;
    private readonly object gate = new(); // guards what follows
    private ReplacementRequest? asked;
    private ReplacementRequest? working; // until it answers or fails
    private ModelTurn now;
    private bool stopping;
    private bool freed; // memory that can go back to the system

    /// <summary>Starts the thread. Call it on a thread of normal priority: those of a network inherit it.</summary>
    /// <param name="models">Takes new models; stays with the caller.</param>
    /// <param name="path">Where the running model was read.</param>
    /// <param name="load">Loads a verified bundle.</param>
    /// <param name="controls">Shows messages.</param>
    /// <param name="say">Receives lines for people; must not throw or wait.</param>
    public ModelSwitch(ModelSlot models, string path, Func<ModelBundle, IImageClassifier> load, PipelineControls controls, Action<string> say)
    {
        (this.models, this.load, this.controls, this.say) = (models, load, controls, say);
        now = new ModelTurn(models.Current, path, TimeProvider.System.GetUtcNow(), null, 0);
        models.WentBack = GoneBack;
        models.Freed = AskForTidying;
        thread = new Thread(Run) { Name = "model", IsBackground = true };
        thread.Start();
    }

    /// <summary>Models that took over as delivered, those that did not as lost; the problem of the newest.</summary>
    public SinkStatus Status { get; } = new("model");

    /// <summary>The model that answers.</summary>
    public ModelTurn Now
    {
        get
        {
            lock (gate)
            {
                return now;
            }
        }
    }

    /// <summary>Whether a model that failed could still go back to the one before.</summary>
    public bool OnProbation => models.OnProbation;

    /// <summary>Asks for a model. Safe from any thread.</summary>
    /// <param name="path">A bundle folder or an <c>.onnx</c> file.</param>
    /// <param name="onlyOther">Whether the same file as the running one is left alone.</param>
    /// <returns>The model as soon as it answers frames. Fails with a <see cref="UserException"/> or a <see cref="SupersededException"/>.</returns>
    public Task<AnsweringModel> ReplaceAsync(string path, bool onlyOther = false)
    {
        ReplacementRequest request = new(path, onlyOther);
        lock (gate)
        {
            asked?.Fail(new SupersededException());
            asked = request;
            working?.Supersede();
            Monitor.PulseAll(gate);
        }

        return request.Answer;
    }

    public void Dispose()
    {
        lock (gate)
        {
            stopping = true;
            working?.Supersede();
            asked?.Fail(new SupersededException());
            asked = null;
            Monitor.PulseAll(gate);
        }

        thread.Join(patience);
    }

    private void Run()
    {
        while (WaitForWork())
        {
            if (Next() is ReplacementRequest request)
            {
                Work(request);
            }
            else
            {
                Tidy();
            }
        }
    }

    /// <returns>False at the end of the run.</returns>
    private bool WaitForWork()
    {
        lock (gate)
        {
            while (asked is null && !freed && !stopping)
            {
                Monitor.Wait(gate);
            }

            return !stopping;
        }
    }

    private ReplacementRequest? Next()
    {
        lock (gate)
        {
            (ReplacementRequest? next, asked) = (asked, null);
            freed &= next is not null; // else it is done now
            working = next ?? working;
            return next;
        }
    }

    /// <summary>Gives back the memory of what is gone. After the last model's first minute, a collection stops the frames for some milliseconds and returns all.</summary>
    private void Tidy()
    {
        if (models.OnProbation)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false); // the content of model files
        }
        else
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        NativeHeap.Trim();
    }

    private void AskForTidying()
    {
        lock (gate)
        {
            freed = true;
            Monitor.PulseAll(gate);
        }
    }

    private void Work(ReplacementRequest request)
    {
        IImageClassifier? next = null;
        try
        {
            string path = RealPath.Of(request.Path); // a link may change while its bundle is read
            ModelBundle bundle = Verify(path, request);
            next = load(bundle);
            request.ThrowIfSuperseded();
            AnsweringModel running = models.Current;
            if (request.OnlyOther && (next.Sha256, next.Model) == (running.Sha256, running.Name))
            {
                Status.Mended();
                request.Succeed(running);
                next.Dispose();
                return;
            }

            AnsweringModel model = LoadedModel.Describe(next);
            IImageClassifier offered = next;
            next = null; // of the slot from now on
            _ = FinishAsync(request, models.Replace(offered), model);
        }
        catch (SupersededException e)
        {
            next?.Dispose();
            request.Fail(e);
        }
#pragma warning disable CA1031 // not swallowed: whoever asked receives it, and the console has it
        catch (Exception e)
#pragma warning restore CA1031
        {
            next?.Dispose();
            Refuse(request, e);
        }
    }

    /// <summary>Runs all checks of <c>verify</c> on a thread that gives way to the pipeline.</summary>
    private static ModelBundle Verify(string path, ReplacementRequest request)
    {
        ModelBundle? bundle = null;
        WorkerThread verify = new("verify", () =>
        {
            ThreadScheduling.GiveWay();
            bundle = VerifiedBundle.Open(path, _ => request.ThrowIfSuperseded());
        }, ended: () => { });
        verify.Join();
        verify.ThrowIfFailed();
        return bundle!;
    }

    private async Task FinishAsync(ReplacementRequest request, Task<bool> taken, AnsweringModel model)
    {
        if (!await taken.ConfigureAwait(false))
        {
            request.Fail(new SupersededException());
            return;
        }

        string line;
        lock (gate)
        {
            ModelTurn before = now with { Previous = null };
            now = new ModelTurn(model, request.Path, TimeProvider.System.GetUtcNow(), before, before.Swaps + 1);
            line = $"model: {Name(model)} answers from now on, in place of {Name(before.Model)}{Threshold(model)}";
        }

        Status.CountDelivered();
        Status.Mended();
        controls.Say($"model: {model.Name}");
        say(line);
        request.Succeed(model);
        AskForTidying();
    }

    private void GoneBack(AnsweringModel failed, AnsweringModel running, string reason)
    {
        lock (gate)
        {
            ModelTurn before = now;
            now = new ModelTurn(running, before.Previous?.Path ?? before.Path, TimeProvider.System.GetUtcNow(), before with { Previous = null }, before.Swaps);
        }

        string what = $"{Name(failed)} failed in its first minute ({reason.ReplaceLineEndings(" ")})";
        Status.CountLost();
        Status.Fail($"{what}; {running.Name} answers again");
        say($"model: {what}; {Name(running)} answers again{Threshold(running)}");
    }

    private void Refuse(ReplacementRequest request, Exception reason)
    {
        string why = reason is UserException ? reason.Message : $"{reason.Message} (please report it)";
        Status.CountLost();
        Status.Fail($"{Printable.Of(request.Path)} was not taken: {why}");
        say($"model: {Printable.Of(request.Path)} was not taken: {why}; {models.Current.Name} goes on");
        request.Fail(reason is UserException ? reason : new DeviceException(why, reason));
    }

    private static string Name(AnsweringModel model) => $"{Printable.Of(model.Name)} {model.Precision} ({model.Sha256[..Math.Min(8, model.Sha256.Length)]})";

    private string Threshold(AnsweringModel model) => controls.UnknownBelow == model.Output.UnknownBelow ? ""
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"; unknown below {controls.UnknownBelow:0.####} stays, as it was set by hand (the card says {model.Output.UnknownBelow:0.####})");
}
