using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Shared.Teaching;

/// <summary>A network without its last layer. It turns pictures into features for a taught head.</summary>
internal sealed class Backbone
{
    private const string UsualHead = "fc"; // torchvision's name, for a network without a head

    private Backbone(string name, string sha256, EmbeddedCard card, FloatGraph graph, GraphHead? head, string license)
    {
        (Name, Sha256, Input, Architecture, License, Graph) = (name, sha256, card.Input, card.Architecture, license, graph);
        Parent = new ParentSpec(name, sha256);
        HeadName = head?.Layer.Name ?? UsualHead;
        Features = head?.Features ?? GraphOutputs.Features;
        Activations = head?.Activations ?? GraphOutputs.Activations;
        AveragesMap = head?.AveragesMap ?? true;
    }

    /// <summary>Its name, such as <c>imagenet</c>.</summary>
    public string Name { get; private set; }

    /// <summary>Hash of its file, lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>The original network, also after fine-tuning: the parent of a taught model.</summary>
    public ParentSpec Parent { get; private set; }

    /// <summary>Its input.</summary>
    public InputSpec Input { get; }

    /// <summary>The network; its classes are those of the removed head.</summary>
    public ArchitectureSpec Architecture { get; }

    /// <summary>Licence of its weights, if known.</summary>
    public string License { get; private set; }

    /// <summary>Its nodes, without a head.</summary>
    public FloatGraph Graph { get; }

    /// <summary>Size of its weights in a file.</summary>
    public long Bytes => Graph.Bytes;

    /// <summary>The path of the last layer.</summary>
    public string HeadName { get; }

    /// <summary>The graph's value <c>[N, F]</c> before the last layer.</summary>
    public string Features { get; }

    /// <summary>The graph's value <c>[N, C, h, w]</c> with the last map.</summary>
    public string Activations { get; }

    /// <summary>Whether the features are the averages of the last map's channels.</summary>
    public bool AveragesMap { get; }

    /// <summary>Opens the cached ImageNet backbone.</summary>
    /// <exception cref="InputException">The file is not usable.</exception>
    public static Backbone OfFile(string name, string path) => OfContent(name, path, RegularFile.ReadBytes(path));

    private static Backbone OfContent(string name, string path, byte[] content)
    {
        EmbeddedCard card = BundleChecks.ReadBackbone(content, path);
        return new Backbone(name, FileSpec.Of(path, content).Sha256, card, FloatGraph.Of(OnnxModel.Parse(content, path), path), head: null, card.Architecture.Name == ImageNetBackbone.Architecture ? "MIT" : "not stated");
    }

    /// <summary>Removes the head of a classifier.</summary>
    /// <exception cref="InputException">The graph is not one of this project.</exception>
    public static Backbone OfBundle(ModelBundle bundle)
    {
        (FloatGraph graph, GraphHead head) = Read(bundle);
        return Below(head, graph, bundle);
    }

    /// <summary>Divides a classifier into its network and its head.</summary>
    /// <inheritdoc cref="OfBundle(ModelBundle)"/>
    public static Backbone OfBundle(ModelBundle bundle, out SoftmaxHead last)
    {
        (FloatGraph graph, GraphHead head) = Read(bundle);
        last = SoftmaxHead.Of(graph, head, bundle.Output.Labels.Count);
        return Below(head, graph, bundle);
    }

    /// <summary>Opens a fine-tuned version of this network; name and licence stay the same.</summary>
    /// <param name="path">A classifier that describes itself.</param>
    /// <exception cref="InputException">The file is not usable.</exception>
    public Backbone Tuned(string path)
    {
        Backbone tuned = OfBundle(ModelBundle.Open(path));
        (tuned.Name, tuned.License, tuned.Parent) = (Name, License, Parent);
        return tuned;
    }

    /// <summary>Opens the backbone of <c>--pretrained</c>.</summary>
    /// <param name="name"><c>imagenet</c>, a name such as <c>torchvision:resnet18</c>, a bundle folder, or an <c>.onnx</c> file that describes itself, with a head or without one.</param>
    /// <param name="report">Receives a line for each step that takes time.</param>
    /// <param name="stop">Cancels a download.</param>
    /// <exception cref="InputException">The backbone does not exist or is not available.</exception>
    public static Backbone Open(string name, Action<string> report, CancellationToken stop)
    {
        if (name == ImageNetBackbone.Name)
        {
            return OfFile(name, ImageNetBackbone.Get(WeightPlaces.FromEnvironment().Cache, report, stop));
        }

        if (File.Exists(name) && RegularFile.ReadBytes(name) is byte[] content && BundleChecks.ReadBackbone(content, name).Architecture.Classes == 0)
        {
            return OfContent(Path.GetFileNameWithoutExtension(name), name, content);
        }

        return OfBundle(ModelBundle.Open(ModelName.Resolve(name, stop)));
    }

    private static (FloatGraph Graph, GraphHead Head) Read(ModelBundle bundle)
    {
        FloatGraph graph = FloatGraph.Of(bundle);
        return (graph, GraphHead.Find(graph.Nodes, graph.Output, bundle.ModelPath()));
    }

    private static Backbone Below(GraphHead head, FloatGraph graph, ModelBundle bundle)
    {
        graph.KeepOnly(head.Features);
        return new Backbone(bundle.Name, bundle.Sha256, bundle.Embedded, graph, head, bundle.Card?.License ?? "not stated");
    }
}
