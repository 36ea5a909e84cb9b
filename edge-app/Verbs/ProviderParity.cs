using EdgeResNet.EdgeApp.Capture.Demo;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.EdgeApp.Verbs;

/// <summary>Compares a bundle's file on one execution provider with its float32 file on the CPU.</summary>
/// <param name="ExecutionProvider">The provider that ran.</param>
/// <param name="Pictures">Pictures compared.</param>
/// <param name="Agreeing">Pictures with the same top-1.</param>
/// <param name="LargestLogit">Largest magnitude of a logit on the CPU.</param>
/// <param name="LargestDifference">Largest difference between two logits.</param>
internal sealed record ProviderParity(string ExecutionProvider, int Pictures, int Agreeing, float LargestLogit, float LargestDifference)
{
    private const int NoisePictures = 64;
    private const float Tolerance = 1e-3f; // of the largest logit: allows another order of sums, not lower precision

    /// <summary>Whether the answers match float32, except for rounding.</summary>
    public bool IsFloat32 => Agreeing == Pictures && LargestDifference <= Tolerance * Math.Max(1, LargestLogit);

    /// <summary>Runs the bundle's samples, or noise if it has none, on both.</summary>
    /// <exception cref="UserException">The file does not run on the provider.</exception>
    public static ProviderParity Measure(ModelBundle bundle, ClassifierOptions options)
    {
        using OnnxClassifier classifier = OnnxClassifier.Load(bundle, options);
        using OnnxClassifier reference = OnnxClassifier.Load(bundle, new ClassifierOptions { ExecutionProvider = "cpu" });
        DemoSamples? samples = bundle.SamplesDirectory is string folder ? DemoSamples.Load(folder, classifier.Classes) : null;
        Preprocessor preprocessor = new(bundle.Input);
        Random noise = new(1);
        int pictures = samples?.Count ?? NoisePictures;
        int agreeing = 0;
        float largest = 0;
        float difference = 0;
        for (int i = 0; i < pictures; i++)
        {
            if (samples is null)
            {
                noise.NextBytes(reference.InputBuffer);
            }
            else
            {
                preprocessor.Run(samples[i], reference.InputBuffer);
            }

            reference.InputBuffer.CopyTo(classifier.InputBuffer);
            ReadOnlySpan<float> expected = reference.Run();
            ReadOnlySpan<float> actual = classifier.Run();
            agreeing += Scores.Best(expected) == Scores.Best(actual) ? 1 : 0;
            for (int k = 0; k < expected.Length; k++)
            {
                largest = Math.Max(largest, Math.Abs(expected[k]));
                difference = Math.Max(difference, Math.Abs(expected[k] - actual[k]));
            }
        }

        return new ProviderParity(classifier.ExecutionProvider, pictures, agreeing, largest, difference);
    }
}
