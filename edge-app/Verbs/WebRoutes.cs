using EdgeResNet.EdgeApp.Answers;
using EdgeResNet.EdgeApp.Answers.Web;
using EdgeResNet.EdgeApp.Explaining.Live;
using EdgeResNet.EdgeApp.Explaining.Web;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.EdgeApp.Replacing;
using EdgeResNet.EdgeApp.Replacing.Web;
using EdgeResNet.EdgeApp.Sinks.Terminal;
using EdgeResNet.EdgeApp.Sinks.Web;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>The parts of the web interface beside the page, and what they own.</summary>
internal sealed class WebRoutes : IDisposable
{
    private readonly PictureAnswers answers;

    /// <summary>Prepares them; nothing is loaded before the first request.</summary>
    /// <param name="current">The running model.</param>
    /// <param name="controls">Requests of the user.</param>
    /// <param name="explain">Explains frames.</param>
    /// <param name="replacing">Replaces the model; null where nothing else may.</param>
    /// <param name="output">Receives lines for people.</param>
    public WebRoutes(Func<ModelInUse> current, PipelineControls controls, ExplainSink explain, ModelSwitch? replacing, ConsoleWriter output)
    {
        answers = new PictureAnswers(current, output.WriteLine);
        All = [new ClassifyRoutes(answers), new ExplainRoutes(controls.Explanations, explain), .. replacing is null ? Array.Empty<IPreviewRoutes>() : [new ModelRoutes(replacing)]];
    }

    /// <summary>The parts.</summary>
    public IReadOnlyList<IPreviewRoutes> All { get; }

    public void Dispose() => answers.Dispose();
}
