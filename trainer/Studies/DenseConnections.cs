using System.Globalization;
using System.Text.RegularExpressions;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;

namespace EdgeResNet.Trainer.Studies;

/// <summary>A source of a layer's input.</summary>
/// <param name="Layer">A layer of the same block, from 1; 0 is the block's input.</param>
/// <param name="FirstChannel">First of its channels in the input.</param>
/// <param name="Channels">Number of its channels.</param>
internal readonly record struct DenseSource(int Layer, int FirstChannel, int Channels);

/// <summary>A layer that directly reads a dense block's features.</summary>
/// <param name="Name">Name of its convolution or linear layer.</param>
/// <param name="Sources">In the order of the channels.</param>
internal sealed record DenseTarget(string Name, IReadOnlyList<DenseSource> Sources);

/// <summary>A dense block of the exported graph.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Targets">Its layers, then the transition or the classifier after it.</param>
internal sealed record DenseBlock(int Number, IReadOnlyList<DenseTarget> Targets)
{
    /// <summary>Layers in the block.</summary>
    public int Layers => Targets.Count - 1;

    /// <summary>Direct connections into the block's layers.</summary>
    public int Connections => Targets.SkipLast(1).Sum(target => target.Sources.Count);

    /// <summary>L(L + 1) / 2: every layer reads every earlier one and the block's input (Huang et al., 2017).</summary>
    public int Expected => Layers * (Layers + 1) / 2;
}

/// <summary>
/// Follows a DenseNet's graph backwards from each layer to the layers that made its channels. A direct connection has only
/// concatenation and channel-wise operations (norm, ReLU, mean over positions) on its way.
/// </summary>
internal sealed partial class DenseConnections
{
    private static readonly string[] channelwise = ["BatchNormalization", "Relu", "GlobalAveragePool", "Flatten"];

    private readonly FloatGraph graph;
    private readonly Dictionary<string, NodeProto> producers;

    private DenseConnections(FloatGraph graph)
    {
        this.graph = graph;
        producers = graph.Nodes.ToDictionary(node => node.Output[0]);
    }

    /// <summary>The dense blocks of a graph, with all connections checked.</summary>
    /// <param name="graph">A graph exported by this project.</param>
    /// <param name="what">Names the file in errors.</param>
    /// <exception cref="InputException">It has no dense blocks, or a layer does not read each earlier layer of its block exactly once.</exception>
    public static IReadOnlyList<DenseBlock> Of(FloatGraph graph, string what)
    {
        DenseConnections connections = new(graph);
        List<(int Block, int Layer, NodeProto Node)> readers = [];
        (int Block, int Layer) last = default;
        foreach (NodeProto node in graph.Nodes.Where(QuantizableGraph.HasWeights))
        {
            Match place = DenseLayer().Match(node.Name);
            if (place.Success && Place(place) is var here && here != last) // the first convolution of each layer
            {
                readers.Add((here.Block, here.Layer, node));
                last = here;
            }
            else if (!place.Success && last.Block > 0 && !readers.Exists(reader => reader.Block == last.Block && reader.Layer > last.Layer))
            {
                readers.Add((last.Block, last.Layer + 1, node)); // the transition or classifier after the block
            }
        }

        if (readers.Count == 0)
        {
            throw new InputException($"{what}: has no dense blocks; feature reuse needs a DenseNet");
        }

        return [.. readers.GroupBy(reader => reader.Block).Select(block => new DenseBlock(block.Key, [.. block.Select(reader => connections.Target(reader.Block, reader.Layer, reader.Node, what))]))];
    }

    private DenseTarget Target(int block, int layer, NodeProto node, string what)
    {
        long[] shape = graph.Floats(node.Input[1]).Shape;
        string[] values = [.. Origins(node.Input[0])];
        int[] layers = [.. values.Select(value => LayerOf(block, value))];
        if (!layers.SequenceEqual(Enumerable.Range(0, layer)))
        {
            throw new InputException($"{what}: {node.Name} reads {string.Join(", ", values)} directly; expected the block's input and each of the {layer - 1} layers before it");
        }

        int behind = values.Skip(1).Sum(Channels);
        int first = (int)shape[1] - behind; // the block's input has the remaining channels
        List<DenseSource> sources = [new(0, 0, first)];
        foreach (string value in values.Skip(1))
        {
            sources.Add(new DenseSource(sources.Count, sources[^1].FirstChannel + sources[^1].Channels, Channels(value)));
        }

        return new DenseTarget(node.Name, sources);
    }

    /// <summary>The parts of a value along its channels.</summary>
    private IEnumerable<string> Origins(string value)
    {
        if (!producers.TryGetValue(value, out NodeProto? node))
        {
            return [value];
        }

        return node.OpType == "Concat" ? node.Input.SelectMany(Origins)
            : channelwise.Contains(node.OpType) ? Origins(node.Input[0])
            : [value];
    }

    private int Channels(string value) => (int)graph.Floats(producers[value].Input[1]).Shape[0];

    /// <summary>The layer of a block that makes a value; 0 for a value from outside.</summary>
    private static int LayerOf(int block, string value) =>
        DenseLayer().Match(value) is { Success: true } match && Place(match) is var place && place.Block == block ? place.Layer : 0;

    private static (int Block, int Layer) Place(Match match) =>
        (int.Parse(match.Groups["block"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["layer"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"denseblock(?<block>\d+)\.denselayer(?<layer>\d+)\.", RegexOptions.CultureInvariant)]
    private static partial Regex DenseLayer();
}
