using EdgeResNet.EdgeApp.Capture;
using EdgeResNet.EdgeApp.Labels;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using OpenCvSharp;

namespace EdgeResNet.EdgeApp.Pipeline;

/// <summary>A network with its preprocessing and postprocessing, ready to answer. Owns the classifier. One thread at a time.</summary>
/// <param name="classifier">The network.</param>
/// <param name="sourceLabels">Labels that the source's truths number.</param>
internal sealed class LoadedModel(IImageClassifier classifier, IReadOnlyList<string> sourceLabels) : IDisposable
{
    private static readonly Size warmUpSize = new(640, 480);
    private readonly int?[] truths = [.. sourceLabels.Select(label => Place(classifier.OutputSpec.Labels, label))];

    /// <summary>The network.</summary>
    public IImageClassifier Classifier { get; } = classifier;

    /// <summary>Fills the network's input.</summary>
    public Preprocessor Preprocessor { get; } = new(classifier.InputSpec);

    /// <summary>Interprets its answers.</summary>
    public Postprocessor Postprocessor { get; } = new(classifier.OutputSpec);

    /// <summary>What results say of it.</summary>
    public AnsweringModel Answering { get; } = Describe(classifier);

    /// <summary>What results say of a network.</summary>
    public static AnsweringModel Describe(IImageClassifier classifier) => new()
    {
        Name = classifier.Model,
        Sha256 = classifier.Sha256,
        Precision = classifier.Precision,
        ExecutionProvider = classifier.ExecutionProvider,
        Input = classifier.InputSpec,
        Output = classifier.OutputSpec,
    };

    /// <summary>The class of this model that has the name of the source's class; null where it has none.</summary>
    public int? Truth(int? ofSource) => ofSource is int number && number < truths.Length ? truths[number] : null;

    /// <summary>Processes a black frame until code is compiled, kernels are chosen and buffers are sized, so that no real frame waits.</summary>
    /// <exception cref="InputException">The network answers what is no number.</exception>
    public void WarmUp(int runs)
    {
        if (Classifier.IsWarm)
        {
            return;
        }

        using Frame black = new();
        black.Image.Create(warmUpSize, MatType.CV_8UC3);
        black.Image.SetTo(Scalar.Black);
        FrameResult result = new();
        Postprocessor another = new(Classifier.OutputSpec); // a second one, since it keeps a history
        for (int i = 0; i < runs; i++)
        {
            Preprocessor.Run(black.View, Classifier.Input);
            Classifier.Upload();
            Classifier.Compute();
            another.Run(Classifier.Download(), Classifier.Known, result);
        }

        if (runs > 0 && !double.IsFinite(Scores.Energy(Classifier.Download(), 1)))
        {
            throw new InputException($"{Answering.Name}: a logit for a black picture is not finite; export the model again");
        }
    }

    public void Dispose() => Classifier.Dispose();

    private static int? Place(IReadOnlyList<string> labels, string label)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (string.Equals(labels[i], label, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return null;
    }
}
