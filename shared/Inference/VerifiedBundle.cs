using EdgeResNet.Shared.Contract;

namespace EdgeResNet.Shared.Inference;

/// <summary>A bundle that passed every check, also of its arithmetic.</summary>
public static class VerifiedBundle
{
    /// <summary>
    /// Checks what <see cref="ModelBundle.Open(string)"/> checks, the same for every further file,
    /// and that each file runs on the CPU with one and with two images and answers finite logits.
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
