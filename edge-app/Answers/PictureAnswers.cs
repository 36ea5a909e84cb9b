using System.Collections.Concurrent;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Threads;
using EdgeResNet.Shared.Imaging;

namespace EdgeResNet.EdgeApp.Answers;

/// <summary>
/// Classifies single pictures beside a running pipeline: one at a time, in a session of its own. The session is opened at the first
/// picture, follows the running model, and closes when no picture came for a while. A thread that gives way to the pipeline runs the
/// network and allocates nothing; the thread that decodes keeps its priority, see <see cref="ThreadScheduling.LetPass"/>.
/// </summary>
/// <param name="current">The model that answers now.</param>
/// <param name="tell">Receives a line when the model cannot be opened.</param>
internal sealed class PictureAnswers(Func<ModelInUse> current, Action<string> tell) : IDisposable
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private readonly BlockingCollection<Question> questions = [];
    private WorkerThread? thread;
    private object? identity;
    private IImageClassifier? classifier; // of the thread, like the preprocessor
    private Preprocessor? preprocessor;

    /// <summary>How long the session stays open without pictures.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Classifies a picture file.</summary>
    /// <param name="name">Names it in result and errors.</param>
    /// <param name="file">The file's content.</param>
    /// <param name="top">Number of classes; fewer if the model has fewer.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="InputException">It is no usable picture.</exception>
    /// <exception cref="DeviceException">The model does not open; the reason was told.</exception>
    public Task<PictureAnswer> AskAsync(string name, byte[] file, int top, CancellationToken cancel)
    {
        Question question = new(name, file, top, cancel);
        lock (gate)
        {
            thread ??= new WorkerThread("answers", Work, ended: () => { });
        }

        questions.Add(question, cancel);
        return question.Answer.Task.WaitAsync(cancel);
    }

    public void Dispose()
    {
        questions.CompleteAdding();
        if (thread?.Join(patience) ?? true)
        {
            questions.Dispose();
        }
    }

    private void Work()
    {
        ThreadScheduling.LetPass();
        using QuietScheduler network = new("answers network", isAwaited: true);
        while (!questions.IsCompleted)
        {
            if (questions.TryTake(out Question? question, IdleTime))
            {
                Answer(question, network);
            }
            else
            {
                Close();
            }
        }

        Close();
    }

    private void Answer(Question question, QuietScheduler network)
    {
        if (question.Cancel.IsCancellationRequested || questions.IsAddingCompleted)
        {
            question.Answer.TrySetCanceled(question.Cancel);
            return;
        }

        try
        {
            DecodedImage picture = ImageDecoder.Decode(question.File, question.Name);
            IImageClassifier model = Follow();
            preprocessor!.Run(picture.View, model.Input);
            model.Upload();
            network.Run(model.Compute, CancellationToken.None).GetAwaiter().GetResult();
            ReadOnlySpan<float> logits = model.Download();
            PictureResult result = PictureResult.Of(question.Name, logits, model.Known, model.OutputSpec, Math.Min(question.Top, logits.Length));
            question.Answer.TrySetResult(new PictureAnswer(result, model.Sha256));
        }
#pragma warning disable CA1031 // not swallowed: whoever asked receives it
        catch (Exception e)
#pragma warning restore CA1031
        {
            question.Answer.TrySetException(e);
        }
    }

    /// <summary>The session of the running model.</summary>
    private IImageClassifier Follow()
    {
        ModelInUse now = current();
        if (classifier is not null && ReferenceEquals(identity, now.Identity))
        {
            return classifier;
        }

        Close();
        try
        {
            classifier = now.Open();
        }
        catch (UserException e)
        {
            tell($"single pictures cannot be classified: {e.Message}");
            throw new DeviceException("the model does not open a second time; the program's own output says why", e);
        }

        identity = now.Identity;
        preprocessor = new Preprocessor(classifier.InputSpec);
        return classifier;
    }

    private void Close()
    {
        classifier?.Dispose();
        (classifier, preprocessor, identity) = (null, null, null);
    }

    private sealed record Question(string Name, byte[] File, int Top, CancellationToken Cancel)
    {
        public TaskCompletionSource<PictureAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
