using EdgeResNet.EdgeApp.Pipeline;

namespace EdgeResNet.EdgeApp.Studio.Teaching;

/// <summary>A loaded network that several heads use, one after the other. It is freed with its last holder.</summary>
/// <param name="classifier">The network; owned. Its features are on.</param>
internal sealed class SharedNetwork(OnnxImageClassifier classifier)
{
    private int holders = 1; // the creator

    /// <summary>The network, for a holder.</summary>
    public OnnxImageClassifier Classifier => classifier;

    /// <summary>Adds a holder. Call it only as a holder.</summary>
    public SharedNetwork Hold()
    {
        Interlocked.Increment(ref holders);
        return this;
    }

    /// <summary>Removes a holder.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
        {
            classifier.Dispose();
        }
    }
}
