using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Teaching;

namespace EdgeResNet.EdgeApp.Explaining;

/// <summary>A network that explains its answers, and the pictures that it learned from. One thread at a time.</summary>
/// <param name="network">Owned from now on.</param>
/// <param name="learned">The pictures; null if none are known.</param>
internal sealed class ExplainedModel(ExplainedNetwork network, ILearnedPictures? learned) : IDisposable
{
    private const int Shown = 3;
    private const string NoPictures = "no training pictures travel with this model; ./edgeresnet teach writes some of them into its bundle";

    /// <summary>The pictures; null if none are known.</summary>
    public ILearnedPictures? Learned => learned;

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Labels => network.Labels;

    /// <summary>Opens a bundle's float32 file, and the pictures that travel with it.</summary>
    /// <exception cref="InputException">It cannot be explained, or was changed.</exception>
    public static ExplainedModel OfBundle(ModelBundle bundle)
    {
        LearnedPictures? learned = LearnedPictures.Of(bundle);
        return new ExplainedModel(ExplainedNetwork.OfBundle(bundle), learned);
    }

    /// <summary>Explains a picture's label.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="region">The part of it that the network sees; null for all of it.</param>
    /// <param name="label">Number of the label; null for the best.</param>
    /// <param name="frame">Number of the frame.</param>
    public Explanation Explain(ImageView picture, PixelRect? region = null, int? label = null, long frame = 0)
    {
        int best = network.Run(picture, region);
        int shown = label ?? best;
        IReadOnlyList<NearPicture> nearest = learned?.Nearest(network.Features, Shown) ?? [];
        return new Explanation(network.Labels[shown], frame, network.Evidence(shown), network.WhyNoMap, nearest, nearest.Count > 0 ? null : NoPictures);
    }

    public void Dispose() => network.Dispose();
}
