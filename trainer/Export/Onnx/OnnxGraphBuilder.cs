using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Trainer.Layers;
using TorchSharp.Modules;
using static EdgeResNet.Shared.Onnx.OnnxNodes;
using static EdgeResNet.Trainer.Export.Onnx.GraphValues;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Export.Onnx;

/// <summary>
/// Writes a network as an ONNX graph on raw pixels: opset 17, IR 8, input uint8 <c>[N, H, W, C]</c>, output float32
/// <c>[N, K]</c>. Nodes and values have the layers' paths as names, constants PyTorch's parameter names.
/// The same weights always give the same bytes.
/// </summary>
internal sealed class OnnxGraphBuilder : IGraphBuilder
{
    private readonly string name;
    private readonly InputSpec input;
    private readonly OutputSpec output;
    private readonly List<NodeProto> nodes = [];
    private readonly Dictionary<string, Weights> weights = [];
    private readonly Dictionary<string, long[]> vectors = [];
    private readonly GraphValues values = new();

    /// <summary>Starts a graph with the pixel normalisation, which ends in <see cref="Image"/>.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="input">The input.</param>
    /// <param name="output">The output.</param>
    public OnnxGraphBuilder(string name, InputSpec input, OutputSpec output)
    {
        input.Validate(name);
        (this.name, this.input, this.output) = (name, input, output);
        PixelNodes.Append(nodes, weights, input);
        Image = new Value(PixelNodes.Normalized, input.Channels, input.Height, input.Width);
        values.Add(Image);
    }

    /// <summary>The normalised picture, <c>[N, C, H, W]</c>: the network's input.</summary>
    public Value Image { get; }

    /// <summary>Ends the graph: folds batch norms where this is exact and adds the metadata.</summary>
    /// <param name="logits">The network's last value.</param>
    /// <param name="card">The metadata.</param>
    /// <exception cref="InputException">The network's output does not fit the labels.</exception>
    public ModelProto Finish(Value logits, EmbeddedCard card)
    {
        values.Known("output", logits);
        if (!logits.IsFlat || logits.Channels != output.Labels.Count)
        {
            throw new InputException($"{name}: the network ends in {Describe(logits)}; expected {output.Labels.Count} logits, one per label");
        }

        BatchNormFolding.Fold(nodes, weights, logits.Name);
        GraphHead head = GraphHead.Find(nodes, logits.Name, name);
        ModelProto model = GraphFile.Create(
            name,
            input,
            nodes,
            constant => weights.TryGetValue(constant, out Weights? w) ? Tensor(constant, w) : vectors.TryGetValue(constant, out long[]? v) ? Tensor(constant, v) : null,
            card);
        GraphProto graph = model.Graph;
        GraphOutputs.Add(graph, logits.Name, output.Name, output.Labels.Count);
        if (output.Features is not null)
        {
            GraphOutputs.Add(graph, head.Features, output.Features, values[head.Features].Channels);
        }

        if (output.Activations is not null)
        {
            Value map = values[head.Activations];
            GraphOutputs.Add(graph, map.Name, output.Activations, map.Channels, map.Height, map.Width);
        }

        return model;
    }

    public Value Conv(string name, Value x, Conv conv)
    {
        values.Picture(name, x);
        Refuse(x.Channels != conv.InChannels, name, $"has {conv.InChannels} input channels, gets {Describe(x)}");
        Window window = conv.Window;
        (long k, long s) = (window.Kernel, window.Stride);
        return Append(
            Slide(name, x, window) with { Channels = conv.OutChannels },
            "Conv",
            [x.Name, .. Constants(name, ("weight", conv.Weight), ("bias", conv.Bias))],
            Ints("dilations", 1, 1), Int("group", 1), Ints("kernel_shape", k, k), Ints("pads", window.Pads), Ints("strides", s, s));
    }

    public Value BatchNorm(string name, Value x, BatchNorm2d norm)
    {
        values.Picture(name, x);
        Refuse(norm.running_mean is null || norm.running_var is null, name, "keeps no running statistics");
        Refuse(norm.weight is null || norm.bias is null, name, "has no weight and bias");
        Refuse(norm.running_mean!.shape[0] != x.Channels, name, $"has {norm.running_mean.shape[0]} channels, gets {Describe(x)}");
        return Append(
            x with { Name = name },
            "BatchNormalization",
            [x.Name, .. Constants(name, ("weight", norm.weight), ("bias", norm.bias), ("running_mean", norm.running_mean), ("running_var", norm.running_var))],
            Float("epsilon", (float)norm.eps));
    }

    public Value Relu(string name, Value x) => Append(values.Known(name, x) with { Name = name }, "Relu", [x.Name]);

    public Value MaxPool(string name, Value x, Window window)
    {
        (long k, long s) = (window.Kernel, window.Stride);
        return Append(Slide(name, values.Picture(name, x), window), "MaxPool", [x.Name], Ints("kernel_shape", k, k), Ints("pads", window.Pads), Ints("strides", s, s));
    }

    public Value AvgPool(string name, Value x, int kernel, int stride) => Append(
        Slide(name, values.Picture(name, x), new Window(kernel, stride, 0)),
        "AveragePool",
        [x.Name],
        Ints("kernel_shape", kernel, kernel), Ints("strides", stride, stride));

    public Value GlobalAvgPool(string name, Value x) => Append(new Value(name, values.Picture(name, x).Channels, 1, 1), "GlobalAveragePool", [x.Name]);

    public Value Add(string name, Value a, Value b)
    {
        values.Known(name, a);
        values.Known(name, b);
        Refuse(a with { Name = "" } != b with { Name = "" }, name, $"adds {Describe(a)} and {Describe(b)}");
        return Append(a with { Name = name }, "Add", [a.Name, b.Name]);
    }

    public Value Concat(string name, IReadOnlyList<Value> parts)
    {
        foreach (Value x in parts)
        {
            values.Picture(name, x);
            Refuse(x.Height != parts[0].Height || x.Width != parts[0].Width, name, $"joins {Describe(parts[0])} and {Describe(x)}");
        }

        return parts.Count == 1 ? parts[0] : Append(parts[0] with { Name = name, Channels = parts.Sum(x => x.Channels) }, "Concat", [.. parts.Select(x => x.Name)], Int("axis", 1));
    }

    public Value Subsample(string name, Value x, int stride)
    {
        values.Picture(name, x);
        vectors[$"{name}.starts"] = [0, 0];
        vectors[$"{name}.ends"] = [x.Height, x.Width];
        vectors[$"{name}.axes"] = [2, 3];
        vectors[$"{name}.steps"] = [stride, stride];
        return Append(
            Slide(name, x, new Window(1, stride, 0)),
            "Slice",
            [x.Name, $"{name}.starts", $"{name}.ends", $"{name}.axes", $"{name}.steps"]);
    }

    public Value PadChannels(string name, Value x, int before, int after)
    {
        vectors[$"{name}.pads"] = [0, before, 0, 0, 0, after, 0, 0];
        return Append(values.Picture(name, x) with { Name = name, Channels = x.Channels + before + after }, "Pad", [x.Name, $"{name}.pads"]);
    }

    public Value Flatten(string name, Value x) => Append(values.Picture(name, x).Flattened(name), "Flatten", [x.Name], Int("axis", 1));

    public Value Linear(string name, Value x, Tensor weight, Tensor? bias)
    {
        values.Known(name, x);
        Refuse(!x.IsFlat, name, $"needs a flattened value, gets {Describe(x)}");
        Refuse(weight.shape[1] != x.Channels, name, $"has {weight.shape[1]} inputs, gets {Describe(x)}");
        return Append(new Value(name, (int)weight.shape[0], 1, 1, IsFlat: true), "Gemm", [x.Name, .. Constants(name, ("weight", weight), ("bias", bias))], Int("transB", 1));
    }

    /// <summary>Adds a layer's parameters; returns their names.</summary>
    private List<string> Constants(string layer, params (string Name, Tensor? Tensor)[] parameters)
    {
        List<string> names = [];
        foreach ((string name, Tensor? parameter) in parameters.Where(each => each.Tensor is not null))
        {
            names.Add($"{layer}.{name}");
            weights[names[^1]] = TensorWeights.Of(names[^1], parameter!);
        }

        return names;
    }

    private Value Append(Value y, string type, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        values.Add(y);
        nodes.Add(Node(type, y.Name, y.Name, inputs, attributes));
        return y;
    }
}
