using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Inference;

/// <summary>Checks everything about a bundle, including its arithmetic.</summary>
public static class VerifiedBundle
{
    /// <summary>
    /// Runs the checks of <see cref="ModelBundle.Open(string)"/> on every file. Then runs each file on the CPU with one and with
    /// two images; the logits must be finite.
    /// </summary>
    /// <param name="path">A bundle folder or an <c>.onnx</c> file.</param>
    /// <param name="passed">Receives a line for each check that passed.</param>
    /// <exception cref="InputException">The first check that failed.</exception>
    public static ModelBundle Open(string path, Action<string> passed)
    {
        ArgumentNullException.ThrowIfNull(passed);
        ModelBundle bundle = ModelBundle.Open(path, passed);
        foreach (string precision in bundle.Precisions)
        {
            FileSpec file = bundle.ModelFile(precision);
            if (precision != ModelBundle.DefaultPrecision)
            {
                passed($"{file.Path}: hash, metadata and shapes");
            }

            Run(bundle, precision, batchSize: 1);
            Run(bundle, precision, batchSize: 2);
            passed($"{file.Path}: a smoke inference of one and of two images");
        }

        if (bundle.ReadLearned() is not null)
        {
            passed($"{Path.Combine(bundle.Directory ?? "", bundle.Card!.Learned!.Path)}: hash");
        }

        return bundle;
    }

    private static void Run(ModelBundle bundle, string precision, int batchSize)
    {
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu", Precision = precision, BatchSize = batchSize });
        Random.Shared.NextBytes(classifier.InputBuffer);
        foreach (float logit in classifier.Run())
        {
            if (!float.IsFinite(logit))
            {
                throw new InputException($"{bundle.ModelPath(precision)}: answers {logit} for a picture of noise; expected finite logits");
            }
        }
    }
}
