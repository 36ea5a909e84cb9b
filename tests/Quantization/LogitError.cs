using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Tests.Quantization;

/// <summary>The distance between two files of a network.</summary>
internal static class LogitError
{
    /// <summary>Root mean square of the logits' difference, in units of the exact logits' own.</summary>
    public static double Relative(OnnxClassifier exact, OnnxClassifier reduced, IImageSet images)
    {
        Preprocessor preprocessor = new(exact.Bundle.Input);
        double size = 0, error = 0;
        for (int i = 0; i < images.Count; i++)
        {
            images.Read(i, preprocessor, exact.InputBuffer);
            exact.InputBuffer.CopyTo(reduced.InputBuffer);
            ReadOnlySpan<float> expected = exact.Run();
            ReadOnlySpan<float> actual = reduced.Run();
            for (int k = 0; k < expected.Length; k++)
            {
                size += expected[k] * expected[k];
                error += (expected[k] - actual[k]) * (expected[k] - actual[k]);
            }
        }

        return Math.Sqrt(error / size);
    }
}
