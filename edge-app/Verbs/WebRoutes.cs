using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Answers.Web;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Replacing;
using EdgeResNet.EdgeApp.Replacing.Web;
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
    /// <param name="running">The running model.</param>
    /// <param name="replacing">Replaces it; null where nothing else may.</param>
    /// <param name="output">Receives lines for people.</param>
    public WebRoutes(Func<OnnxImageClassifier> running, ModelSwitch? replacing, ConsoleWriter output)
    {
        answers = new PictureAnswers(() => InUse(running()), output.WriteLine);
        All = [new ClassifyRoutes(answers), .. replacing is null ? Array.Empty<IPreviewRoutes>() : [new ModelRoutes(replacing)]];
    }

    /// <summary>The parts.</summary>
    public IReadOnlyList<IPreviewRoutes> All { get; }

    public void Dispose() => answers.Dispose();

    private static ModelInUse InUse(OnnxImageClassifier classifier) => new(classifier, () => OpenAgain(classifier.Bundle, classifier.Precision));

    // One thread of the CPU: the others belong to the live picture.
    private static OnnxImageClassifier OpenAgain(ModelBundle bundle, string precision) =>
        new(OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", Threads = 1, Precision = precision }));
}
