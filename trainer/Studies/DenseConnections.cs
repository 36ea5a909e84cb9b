using System.Globalization;
using System.Text.RegularExpressions;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Quantization;

namespace EdgeResNet.Trainer.Studies;

/// <summary>Where a layer's input comes from.</summary>
/// <param name="Layer">A layer of the same block, from 1; 0 is the block's input.</param>
/// <param name="FirstChannel">Where its channels begin in the input.</param>
/// <param name="Channels">How many they are.</param>
internal readonly record struct DenseSource(int Layer, int FirstChannel, int Channels);

/// <summary>A layer that reads a dense block's features directly.</summary>
/// <param name="Name">Name of its convolution or linear layer.</param>
/// <param name="Sources">In the order of the channels.</param>
internal sealed record DenseTarget(string Name, IReadOnlyList<DenseSource> Sources);

/// <summary>A dense block as the exported graph has it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Targets">Its layers, and last the transition or the classifier behind it.</param>
internal sealed record DenseBlock(int Number, IReadOnlyList<DenseTarget> Targets)
{
    /// <summary>Layers in the block.</summary>
    public int Layers => Targets.Count - 1;

    /// <summary>Direct connections into the block's layers.</summary>
    public int Connections => Targets.SkipLast(1).Sum(target => target.Sources.Count);

    /// <summary>As many as there are with every layer connected to every earlier one and to the block's input: L(L + 1) / 2 (Huang et al., 2017).</summary>
    public int Expected => Layers * (Layers + 1) / 2;
}

/// <summary>
/// Follows a DenseNet's graph backwards from each layer to whatever made its channels. Only concatenation and what works on
/// every channel by itself (norm, ReLU, the mean of all positions) may lie between for a connection to be direct.
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

    /// <summary>The dense blocks of a graph, every connection of DenseNet checked.</summary>
    /// <param name="graph">As this project exports it.</param>
    /// <param name="what">Names the file in errors.</param>
    /// <exception cref="InputException">It has no dense blocks, or a layer does not read every earlier layer of its block exactly once.</exception>
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
                readers.Add((last.Block, last.Layer + 1, node)); // the transition or classifier behind the block
            }
        }

        if (readers.Count == 0)
        {
            throw new InputException($"{what}: has no dense blocks; feature reuse is a matter of DenseNets");
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
        int first = (int)shape[1] - behind; // the block's input has what is left
        List<DenseSource> sources = [new(0, 0, first)];
        foreach (string value in values.Skip(1))
        {
            sources.Add(new DenseSource(sources.Count, sources[^1].FirstChannel + sources[^1].Channels, Channels(value)));
        }

        return new DenseTarget(node.Name, sources);
    }

    /// <summary>The values that a value is made of, one behind the other along its channels.</summary>
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

    /// <summary>The layer of a block that makes a value; 0 where it comes from outside.</summary>
    private static int LayerOf(int block, string value) =>
        DenseLayer().Match(value) is { Success: true } match && Place(match) is var place && place.Block == block ? place.Layer : 0;

    private static (int Block, int Layer) Place(Match match) =>
        (int.Parse(match.Groups["block"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["layer"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"denseblock(?<block>\d+)\.denselayer(?<layer>\d+)\.", RegexOptions.CultureInvariant)]
    private static partial Regex DenseLayer();
}
