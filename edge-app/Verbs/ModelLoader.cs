using EdgeResNet.EdgeApp.Bench.Measure;
using EdgeResNet.EdgeApp.Pipeline;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Loads the models of a run, all with the options of its command line.</summary>
internal sealed class ModelLoader(LiveOptions options)
{
    private ClassifierOptions settings = options.Classifier;

    /// <summary>Loads the first model, and OpenCV beside it.</summary>
    /// <exception cref="UserException">It does not run, or an option does not fit it.</exception>
    public OnnxImageClassifier First(ModelBundle bundle)
    {
        Task opencv = Task.Run(() => OpenCvSharp.Cv2.SetNumThreads(1), CancellationToken.None); // the cores belong to the network; loads OpenCV in parallel with the model
        settings = options.Tuned is string tuned ? TunedSettings.Load(tuned, bundle, options.Classifier) : options.Classifier;
        OnnxImageClassifier classifier = Load(bundle, settings);
        opencv.GetAwaiter().GetResult();
        return classifier;
    }

    /// <summary>Loads a model that replaces another. A precision that was tuned for the first one is left out where this one lacks it.</summary>
    /// <exception cref="UserException">It does not run.</exception>
    public OnnxImageClassifier Next(ModelBundle bundle) =>
        Load(bundle, options.Tuned is null || bundle.Precisions.Contains(settings.Precision) ? settings : settings with { Precision = PrecisionChoice.Auto });

    private OnnxImageClassifier Load(ModelBundle bundle, ClassifierOptions chosen) =>
        new(OnnxClassifier.Load(bundle, chosen with { WithFeatures = options.Collect is not null && bundle.Output.Features is not null }));
}
