using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Shared.Evaluation;

/// <summary>Receives the logits of picture <paramref name="index"/>; they are valid during the call.</summary>
internal delegate void LogitsReceiver(int index, ReadOnlySpan<float> logits);

/// <summary>Runs a deployed model on every picture of a set, with the preprocessing of camera frames.</summary>
internal static class ImageSetClassifier
{
    /// <summary>Runs the whole set in order, in batches of the classifier's size.</summary>
    /// <param name="classifier">Its buffers are overwritten.</param>
    /// <param name="images">Labelled pictures.</param>
    /// <param name="receive">Called once a picture, in order.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static void Run(OnnxClassifier classifier, IImageSet images, LogitsReceiver receive, CancellationToken cancellation)
    {
        Preprocessor preprocessor = new(classifier.Bundle.Input);
        int bytes = classifier.Bundle.Input.Bytes;
        int classes = classifier.Classes;
        for (int first = 0; first < images.Count; first += classifier.BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(classifier.BatchSize, images.Count - first); // a short last batch leaves old pixels behind it, whose logits are not read
            for (int i = 0; i < count; i++)
            {
                images.Read(first + i, preprocessor, classifier.InputBuffer.Slice(i * bytes, bytes));
            }

            ReadOnlySpan<float> logits = classifier.Run(); // [BatchSize, classes]
            for (int i = 0; i < count; i++)
            {
                receive(first + i, logits.Slice(i * classes, classes));
            }
        }
    }
}
