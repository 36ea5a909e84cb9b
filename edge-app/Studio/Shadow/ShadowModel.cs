using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Studio.Shadow;

/// <summary>A model that answers copies of frames on its own thread, which gives way to the pipeline. One picture at a time: no queue, so it never lags.</summary>
internal sealed class ShadowModel : IDisposable
{
    private readonly LoadedModel model;
    private readonly SinkStatus status;
    private readonly Action told;
    private readonly Frame picture = new();
    private readonly FrameResult spoken = new();
    private readonly FrameResult own = new();
    private readonly AutoResetEvent filled = new(initialState: false);
    private readonly Thread thread;
    private PixelRect? region;
    private bool ready; // the buffers belong to the inference thread
    private bool stopping;
    private ShadowAnswer answer = new(null, 0, 0, 0);

    /// <summary>Starts the thread.</summary>
    /// <param name="id">Names the model.</param>
    /// <param name="classifier">Owned.</param>
    /// <param name="status">Counts and problems.</param>
    /// <param name="told">Called after each answer.</param>
    public ShadowModel(string id, IImageClassifier classifier, SinkStatus status, Action told)
    {
        (Id, model, this.status, this.told) = (id, new LoadedModel(classifier, []), status, told);
        thread = new Thread(Run) { Name = "shadow", IsBackground = true };
        thread.Start();
    }

    /// <summary>Its name.</summary>
    public string Id { get; }

    /// <summary>Whether it waits for a picture.</summary>
    public bool IsReady => Volatile.Read(ref ready);

    /// <summary>The newest answer.</summary>
    public ShadowAnswer Answer => Volatile.Read(ref answer);

    /// <summary>Copies a picture, if the model waits for one. Called on the inference thread.</summary>
    public void Take(Frame frame, FrameResult result, PixelRect? seen)
    {
        if (!IsReady)
        {
            return;
        }

        frame.CopyTo(picture);
        result.CopyTo(spoken);
        region = seen;
        Volatile.Write(ref ready, false);
        filled.Set();
    }

    /// <summary>Ends the thread and frees the model.</summary>
    public void Dispose()
    {
        Volatile.Write(ref stopping, true);
        filled.Set();
        thread.Join();
        filled.Dispose();
    }

    private void Run()
    {
        ThreadScheduling.StandBack();
        Volatile.Write(ref ready, true);
        while (filled.WaitOne() && !Volatile.Read(ref stopping))
        {
            Guard.Call(status, static shadow => shadow.Judge(), this);
            Volatile.Write(ref ready, true);
            told();
        }

        model.Dispose();
        picture.Dispose();
    }

    private void Judge()
    {
        IImageClassifier network = model.Classifier;
        model.Preprocessor.Run(picture.View, network.Input, region);
        network.Upload();
        network.Compute();
        ReadOnlySpan<float> logits = network.Download();
        model.Postprocessor.Run(logits, network.Known, own);
        string? label = LabelOf(own, model.Answering);
        bool agrees = string.Equals(label, LabelOf(spoken, spoken.Model), StringComparison.Ordinal);
        Volatile.Write(ref answer, new ShadowAnswer(label, own.TopCount > 0 ? own.TopScores[0] : 0, answer.Frames + 1, answer.Agreeing + (agrees ? 1 : 0)));
        status.CountDelivered();
    }

    private static string? LabelOf(FrameResult result, AnsweringModel model) => result.IsUnknown || result.TopCount == 0 ? null : model.Labels[result.TopClasses[0]];
}
