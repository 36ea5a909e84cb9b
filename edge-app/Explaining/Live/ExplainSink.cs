using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.EdgeApp.Sinks;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Explaining.Live;

/// <summary>
/// Explains some frames of a run while somebody looks, on a thread that gives way, in a session of its own. Without a viewer it
/// takes no frame and keeps no session.
/// </summary>
internal sealed class ExplainSink : IFrameSink
{
    private const long EveryMs = 150;
    private const string Unable = "this model cannot be explained; the program's own output says why";
    private static readonly TimeSpan idleTime = TimeSpan.FromSeconds(20);
    private readonly ExplanationBoard board;
    private readonly Func<ModelInUse> current;
    private readonly Action<string> tell;
    private readonly Frame frame = new();
    private readonly SinkWorker<int> worker;
    private PixelRect? region;
    private AnsweringModel? answered;
    private object? identity; // of the thread, like the model
    private ExplainedModel? model;
    private long taken;

    /// <summary>Prepares it; nothing is loaded before somebody looks.</summary>
    /// <param name="board">Receives the explanations.</param>
    /// <param name="current">The running model.</param>
    /// <param name="tell">Receives a line when the model cannot be explained.</param>
    public ExplainSink(ExplanationBoard board, Func<ModelInUse> current, Action<string> tell)
    {
        (this.board, this.current, this.tell) = (board, current, tell);
        worker = new(new(Status, 1, WhenFull.DropNewest), Explain)
        {
            Idle = Close,
            IdleEvery = idleTime,
            End = End,
        };
    }

    public SinkStatus Status { get; } = new("explain");

    public ISinkWorker Worker => worker;

    /// <summary>The learned pictures of the explained model; null without any.</summary>
    public ILearnedPictures? Learned { get; private set; }

    /// <summary>Starts the thread.</summary>
    public void Start() => worker.Start();

    public bool Wants(FrameResult result) => board.Wanted && result.State != ResultState.Lost && Environment.TickCount64 - taken >= EveryMs && worker.IsEmpty;

    public void Take(Frame frame, FrameResult result, ReadOnlySpan<float> features, PixelRect? region)
    {
        taken = Environment.TickCount64;
        frame.CopyTo(this.frame); // the worker is idle
        (this.region, answered) = (region, result.Model);
        worker.Add(result.ShownClass);
    }

    public void Dispose() => worker.Dispose();

    private Outcome Explain(int label)
    {
        ExplainedModel? now = Follow();
        if (!ReferenceEquals(identity, answered))
        {
            return Outcome.Skipped; // another model has taken over since
        }

        board.Publish(now is null ? new Explanation("", frame.Index, null, Unable, [], Unable) : now.Explain(frame.View, region, label, frame.Index));
        return Outcome.Delivered;
    }

    private ExplainedModel? Follow()
    {
        ModelInUse now = current();
        if (!ReferenceEquals(identity, now.Identity))
        {
            Close();
            identity = now.Identity;
            try
            {
                model = now.Explain();
            }
            catch (UserException e)
            {
                tell($"labels cannot be explained: {e.Message}"); // once for each model
            }

            Learned = model?.Learned;
        }

        return model;
    }

    private void Close()
    {
        model?.Dispose();
        (model, identity) = (null, null);
    }

    private void End()
    {
        Close();
        frame.Dispose();
    }
}
