using System.Numerics.Tensors;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Imaging;
using EdgeResNet.Shared.Inference;

namespace EdgeResNet.Shared.Teaching;

/// <summary>
/// A classifier that also tells where in a picture its answer comes from: the last map, weighted by the last layer's weights of a
/// class (class activation map; Zhou et al., 2016). Runs the float32 network on one thread of the CPU. One thread at a time.
/// </summary>
internal sealed class ExplainedNetwork : IDisposable
{
    private readonly InputSpec input;
    private readonly SoftmaxHead head;
    private readonly FeatureExtractor extractor;
    private readonly float[] activations;
    private readonly float[] features;
    private readonly float[] logits;
    private (int Width, int Height, PixelRect? Region) seen;

    /// <summary>Loads the network.</summary>
    /// <param name="backbone">The network below the head.</param>
    /// <param name="input">Its input.</param>
    /// <param name="head">The last layer.</param>
    /// <param name="labels">Names of its classes.</param>
    /// <exception cref="InputException">It does not run.</exception>
    public ExplainedNetwork(Backbone backbone, InputSpec input, SoftmaxHead head, IReadOnlyList<string> labels)
    {
        (this.input, this.head, Labels) = (input, head, labels);
        extractor = new FeatureExtractor(backbone, input, threads: 1);
        activations = new float[extractor.MapShape.Aggregate(1L, (size, extent) => size * extent)];
        features = new float[extractor.Width];
        logits = new float[head.Classes];
        WhyNoMap = backbone.AveragesMap && extractor.MapShape.Length == 3 && extractor.MapShape[0] == head.Width && head.Width == features.Length
            ? null : "its last layer does not average a map, so no part of a picture speaks for a class";
    }

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Why this network has no map; null if it has one.</summary>
    public string? WhyNoMap { get; }

    /// <summary>Features of the last picture, <c>[F]</c>.</summary>
    public ReadOnlySpan<float> Features => features;

    /// <summary>Rows and columns of the map.</summary>
    public (int Rows, int Columns) MapSize => ((int)extractor.MapShape[1], (int)extractor.MapShape[2]);

    /// <summary>Loads a bundle's float32 file.</summary>
    /// <exception cref="InputException">The file is not one of this project, or does not run.</exception>
    public static ExplainedNetwork OfBundle(ModelBundle bundle)
    {
        Backbone backbone = Backbone.OfBundle(bundle, out SoftmaxHead head);
        return new ExplainedNetwork(backbone, bundle.Input, head, bundle.Output.Labels);
    }

    /// <summary>Runs a picture.</summary>
    /// <param name="picture">Of any size.</param>
    /// <param name="region">The part of it to use; null for all of it.</param>
    /// <returns>The class with the highest logit.</returns>
    public int Run(ImageView picture, PixelRect? region = null)
    {
        extractor.Run(picture, region, features, activations);
        seen = (picture.Width, picture.Height, region);
        head.Logits(features, logits);
        return Scores.Best(logits);
    }

    /// <summary>
    /// The map of the last picture for a class, <c>[h, w]</c>. Its mean plus the class's bias is the class's logit: each number is
    /// what its place adds.
    /// </summary>
    public void Map(int label, Span<float> map)
    {
        map.Clear();
        for (int channel = 0; channel < head.Width; channel++)
        {
            TensorPrimitives.MultiplyAdd(activations.AsSpan(channel * map.Length, map.Length), head.Weights[(label * head.Width) + channel], map, map);
        }
    }

    /// <summary>What speaks for a class in the last picture; null if this network has no map.</summary>
    public EvidenceMap? Evidence(int label)
    {
        if (WhyNoMap is not null)
        {
            return null;
        }

        (int rows, int columns) = MapSize;
        float[] map = new float[rows * columns];
        Map(label, map);
        return EvidenceMap.Of(map, columns, input, Framing.Of(input, seen.Width, seen.Height, seen.Region));
    }

    public void Dispose() => extractor.Dispose();
}
