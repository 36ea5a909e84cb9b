using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Answers.Web;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Sinks.Terminal;
using EdgeResNet.EdgeApp.Sinks.Web;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The parts of the web interface beside the page, and what they own.</summary>
internal sealed class WebRoutes : IDisposable
{
    private readonly PictureAnswers answers;

    /// <summary>Prepares them; nothing is loaded before the first request.</summary>
    /// <param name="bundle">The model's bundle.</param>
    /// <param name="classifier">The running model.</param>
    /// <param name="output">Receives lines for people.</param>
    public WebRoutes(ModelBundle bundle, OnnxImageClassifier classifier, ConsoleWriter output)
    {
        answers = new PictureAnswers(() => new ModelInUse(classifier, () => OpenAgain(bundle, classifier.Precision)), output.WriteLine);
        All = [new ClassifyRoutes(answers)];
    }

    /// <summary>The parts.</summary>
    public IReadOnlyList<IPreviewRoutes> All { get; }

    public void Dispose() => answers.Dispose();

    // One thread of the CPU: the others belong to the live picture.
    private static OnnxImageClassifier OpenAgain(ModelBundle bundle, string precision) =>
        new(OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", Threads = 1, Precision = precision }));
}
