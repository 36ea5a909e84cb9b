using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using static EdgeResNet.Shared.Onnx.OnnxNodes;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>
/// Converts the residual network of a CNTK file to this project's form: torchvision's names, and unfolded norms so that training can
/// continue. The file expects BGR and a subtracted mean: the first filters are reversed, and the mean moves into the input
/// specification.
/// </summary>
internal sealed class CntkResNet
{
    // The means of the package's mean picture, which varies by 5 within a channel; red, green, blue.
    private static readonly double[] means = [123.15, 115.90, 103.06];

    private readonly Dictionary<string, Weights> constants; // of the CNTK file
    private readonly ILookup<string, NodeProto> readers; // by their first input
    private readonly List<NodeProto> nodes = [];
    private readonly Dictionary<string, Weights> weights = [];
    private readonly string what;

    private CntkResNet(ModelProto source, string what)
    {
        this.what = what;
        constants = source.Graph.Initializer.Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float).ToDictionary(tensor => tensor.Name, Weights.Of);
        readers = source.Graph.Node.ToLookup(node => node.Input[0]);
    }

    /// <summary>The network's input: a whole picture, fitted inside 224×224.</summary>
    public static InputSpec Input { get; } = new()
    {
        Color = "rgb",
        Height = 224,
        Width = 224,
        Resize = "bilinear",
        Crop = "pad",
        Mean = [.. means.Select(mean => mean / 255)],
        Std = [1 / 255.0, 1 / 255.0, 1 / 255.0],
    };

    /// <summary>Converts the package's model.</summary>
    /// <param name="source">The CNTK file.</param>
    /// <param name="what">Names it in messages.</param>
    /// <returns>A graph with the outputs <c>features</c> and <c>activations</c> and without logits.</returns>
    /// <exception cref="InputException">The file has another network.</exception>
    public static ModelProto Convert(ModelProto source, string what) => new CntkResNet(source, what).Write(source.Graph.Input[0].Name);

    private ModelProto Write(string image)
    {
        PixelNodes.Append(nodes, weights, Input);
        NodeProto stem = Reader(image, "Conv");
        string value = ConvNorm(stem, "conv1", "bn1", PixelNodes.Normalized);
        SwapRedAndBlue(weights["conv1.weight"]);
        NodeProto pool = Reader(Reader(Reader(stem, "BatchNormalization"), "Relu"), "MaxPool");
        value = Add("Relu", "relu", [value]);
        value = Add("MaxPool", "maxpool", [value], Copy(pool, "kernel_shape"), Copy(pool, "pads"), Copy(pool, "strides"));

        (int stage, int block) = (1, 0);
        string from = pool.Output[0];
        while (readers[from].FirstOrDefault() is { OpType: not "AveragePool" })
        {
            NodeProto? projection = readers[from].FirstOrDefault(node => node.OpType == "Conv" && Kernel(node) == 1);
            (stage, block) = projection is null ? (stage, block) : (stage + 1, 0);
            (from, value) = Block(from, value, projection, $"layer{stage}.{block++}");
        }

        string pooled = Add("GlobalAveragePool", "avgpool", [value]);
        string flat = Add("Flatten", "flatten", [pooled], Int("axis", 1));
        return Finish(value, flat);
    }

    /// <summary>A basic block; returns the CNTK name and our name of its result.</summary>
    private (string From, string Value) Block(string from, string x, NodeProto? projection, string path)
    {
        NodeProto first = readers[from].FirstOrDefault(node => node.OpType == "Conv" && Kernel(node) == 3) ?? throw Foreign($"{from} is not read by a 3×3 convolution");
        string y = ConvNorm(first, $"{path}.conv1", $"{path}.bn1", x);
        NodeProto relu = Reader(Reader(first, "BatchNormalization"), "Relu");
        y = Add("Relu", $"{path}.relu1", [y]);
        NodeProto second = Reader(relu, "Conv");
        y = ConvNorm(second, $"{path}.conv2", $"{path}.bn2", y);
        NodeProto sum = Reader(Reader(second, "BatchNormalization"), "Add");
        string shortcut = projection is null ? x : ConvNorm(projection, $"{path}.downsample.0", $"{path}.downsample.1", x);
        y = Add("Add", $"{path}.add", [y, shortcut]);
        return (Reader(sum, "Relu").Output[0], Add("Relu", $"{path}.relu2", [y]));
    }

    private string ConvNorm(NodeProto conv, string name, string normName, string x)
    {
        NodeProto norm = Reader(conv, "BatchNormalization");
        weights[$"{name}.weight"] = Constant(conv, 1);
        string y = Add("Conv", name, [x, $"{name}.weight"], Ints("dilations", 1, 1), Int("group", 1), Copy(conv, "kernel_shape"), Copy(conv, "pads"), Copy(conv, "strides"));
        string[] parts = [.. ((string[])["weight", "bias", "running_mean", "running_var"]).Select(part => $"{normName}.{part}")];
        for (int i = 0; i < parts.Length; i++)
        {
            weights[parts[i]] = Constant(norm, i + 1);
        }

        return Add("BatchNormalization", normName, [y, .. parts], Float("epsilon", norm.Attribute.Single(attribute => attribute.Name == "epsilon").F));
    }

    private ModelProto Finish(string map, string flat)
    {
        int channels = (int)weights.Last(entry => entry.Key.EndsWith(".running_var", StringComparison.Ordinal)).Value.Shape[0];
        EmbeddedCard card = new()
        {
            Architecture = new ArchitectureSpec(ImageNetBackbone.Architecture, 1, ArchitectureSpec.ImageNetStem, 0),
            Input = Input,
            Output = new OutputSpec { Name = GraphOutputs.Features, Labels = [], Temperature = 1, UnknownBelow = 0, Activations = GraphOutputs.Activations },
            Training = new TrainingSpec(JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["source"] = $"NuGet package {BackbonePackage.Id} {BackbonePackage.Version}, MIT, Microsoft" }), 0, "none", "not stated", "CNTK 2.6"),
        };
        ModelProto model = GraphFile.Create(ImageNetBackbone.Name, Input, nodes, name => weights.TryGetValue(name, out Weights? w) ? Tensor(name, w) : null, card);
        GraphOutputs.Add(model.Graph, flat, GraphOutputs.Features, channels);
        GraphOutputs.Add(model.Graph, map, GraphOutputs.Activations, channels, Input.Height / 32, Input.Width / 32);
        return model;
    }

    // [out, in, k, k]: the input channels of each filter.
    private static void SwapRedAndBlue(Weights filters)
    {
        int plane = (int)(filters.Shape[2] * filters.Shape[3]);
        Span<float> kept = stackalloc float[plane];
        for (int at = 0; at < filters.Values.Length; at += 3 * plane)
        {
            Span<float> first = filters.Values.AsSpan(at, plane);
            Span<float> last = filters.Values.AsSpan(at + (2 * plane), plane);
            first.CopyTo(kept);
            last.CopyTo(first);
            kept.CopyTo(last);
        }
    }

    private static long Kernel(NodeProto conv) => Copy(conv, "kernel_shape").Ints[0];

    private static AttributeProto Copy(NodeProto node, string attribute) => node.Attribute.Single(each => each.Name == attribute);

    private string Add(string type, string name, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        nodes.Add(Node(type, name, name, inputs, attributes));
        return name;
    }

    private Weights Constant(NodeProto node, int input) => constants.GetValueOrDefault(node.Input[input]) ?? throw Foreign($"{node.Output[0]} has no weights");

    private NodeProto Reader(NodeProto maker, string type) => Reader(maker.Output[0], type);

    private NodeProto Reader(string value, string type) => readers[value].FirstOrDefault(node => node.OpType == type) ?? throw Foreign($"{value} is not read by a {type}");

    private InputException Foreign(string reason) => new($"{what}: is not the expected network ({reason}); delete it and run this again");
}
