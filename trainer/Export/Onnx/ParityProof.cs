using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Export.Onnx;

/// <summary>Proves that TorchSharp and ONNX Runtime give the same logits. Every export needs it.</summary>
internal static class ParityProof
{
    /// <summary>Compares every logit of every picture.</summary>
    /// <param name="network">In evaluation mode, float32, on the CPU.</param>
    /// <param name="classifier">The written file.</param>
    /// <param name="images">Pictures that were not trained on.</param>
    /// <param name="cancellation">Checked between batches.</param>
    /// <param name="consequence">Consequence of a disagreement, for the message.</param>
    /// <exception cref="InputException">A logit differs by more than <see cref="ParitySpec.Tolerance"/>, or the highest one is a different class.</exception>
    public static ParitySpec Run(Network network, OnnxClassifier classifier, IImageSet images, CancellationToken cancellation, string consequence = "no bundle was written")
    {
        InputSpec input = classifier.Bundle.Input;
        Preprocessor preprocessor = new(input);
        using Normalizer normalizer = new(input, CPU); // as in training
        byte[] pixels = new byte[classifier.BatchSize * input.Bytes];
        double largest = 0;
        for (int first = 0; first < images.Count; first += classifier.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(classifier.BatchSize, images.Count - first);
            for (int i = 0; i < count; i++)
            {
                images.Read(first + i, preprocessor, pixels.AsSpan(i * input.Bytes, input.Bytes));
            }

            pixels.CopyTo(classifier.InputBuffer);
            ReadOnlySpan<float> actual = classifier.Run();
            float[] expected = Logits(network, input, normalizer, pixels);
            for (int i = 0; i < count; i++)
            {
                Range range = (i * classifier.Classes)..((i + 1) * classifier.Classes);
                largest = Math.Max(largest, Compare(expected.AsSpan(range), actual[range], images, first + i, consequence));
            }
        }

        return new ParitySpec(images.Count, largest, Top1Agreement: 1.0);
    }

    /// <summary>TorchSharp's logits, <c>[N, K]</c>.</summary>
    /// <param name="network">In evaluation mode, float32, on the CPU.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="normalizer">The input's, on the CPU.</param>
    /// <param name="pixels"><c>[N, H, W, C]</c>.</param>
    public static float[] Logits(Network network, InputSpec input, Normalizer normalizer, byte[] pixels)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable inference = no_grad();
        Tensor images = tensor(pixels, dtype: ScalarType.Byte).reshape(-1, input.Height, input.Width, input.Channels); // (N, H, W, C)
        Tensor x = normalizer.Apply(images.permute(0, 3, 1, 2).contiguous()); // (N, C, H, W)
        return network.call(x).contiguous().data<float>().ToArray();
    }

    private static double Compare(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, IImageSet images, int index, string consequence)
    {
        double largest = 0;
        for (int k = 0; k < expected.Length; k++)
        {
            double difference = Math.Abs((double)expected[k] - actual[k]);
            if (!(difference <= ParitySpec.Tolerance)) // also for NaN
            {
                throw new InputException($"the exported file disagrees with the network: logit {k} ('{images.Classes[k]}') of {images.Origin(index)} is {actual[k]:G6} instead of {expected[k]:G6}; {consequence}");
            }

            largest = Math.Max(largest, difference);
        }

        int trained = Scores.Best(expected);
        int exported = Scores.Best(actual);
        return trained == exported
            ? largest
            : throw new InputException($"the exported file disagrees with the network: {images.Origin(index)} is '{images.Classes[exported]}' instead of '{images.Classes[trained]}'; {consequence}");
    }
}
