using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Trainer.Layers;
using TorchSharp.Modules;
using static EdgeResNet.Shared.Onnx.OnnxNodes;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Export.Onnx;

/// <summary>
/// Writes a network as an ONNX graph that takes raw pixels: opset 17, IR 8, input uint8 <c>[N, H, W, C]</c>, output
/// float32 <c>[N, K]</c>. Nodes and values are named by the layers' paths, constants by PyTorch's parameter names.
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
    private readonly Dictionary<string, Value> values = [];
    private readonly HashSet<string> flat = [];

    /// <summary>Starts a graph with the operations that turn pixels into normalised floats; they end in <see cref="Image"/>.</summary>
    /// <param name="name">The graph's name.</param>
    /// <param name="input">What comes in.</param>
    /// <param name="output">What the logits mean.</param>
    public OnnxGraphBuilder(string name, InputSpec input, OutputSpec output)
    {
        input.Validate(name);
        (this.name, this.input, this.output) = (name, input, output);
        PixelNodes.Append(nodes, weights, input);
        Image = new Value(PixelNodes.Normalized, input.Channels, input.Height, input.Width);
        values.Add(Image.Name, Image);
    }

    /// <summary>The normalised picture, <c>[N, C, H, W]</c>: where the network begins.</summary>
    public Value Image { get; }

    /// <summary>Ends the graph: folds batch norms where that is exact and attaches what the file says about itself.</summary>
    /// <param name="logits">The network's last value.</param>
    /// <param name="card">Travels inside the file.</param>
    /// <exception cref="InputException">The network's output does not fit the labels.</exception>
    public ModelProto Finish(Value logits, EmbeddedCard card)
    {
        Check("output", logits);
        if (!flat.Contains(logits.Name) || logits.Channels != output.Labels.Count)
        {
            throw new InputException($"{name}: the network ends in {Describe(logits)}; expected {output.Labels.Count} logits, one a label");
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

    /// <inheritdoc/>
    public Value Conv(string name, Value x, Conv conv)
    {
        CheckImage(name, x);
        Refuse(x.Channels != conv.InChannels, name, $"has {conv.InChannels} input channels, gets {Describe(x)}");
        weights[$"{name}.weight"] = TensorWeights.Of($"{name}.weight", conv.Weight);
        List<string> inputs = [x.Name, $"{name}.weight"];
        if (conv.Bias is not null)
        {
            weights[$"{name}.bias"] = TensorWeights.Of($"{name}.bias", conv.Bias);
            inputs.Add($"{name}.bias");
        }

        Window window = conv.Window;
        (long k, long s) = (window.Kernel, window.Stride);
        return Append(
            Slide(name, x, window) with { Channels = conv.OutChannels },
            "Conv",
            inputs,
            Ints("dilations", 1, 1), Int("group", 1), Ints("kernel_shape", k, k), Ints("pads", window.Pads), Ints("strides", s, s));
    }

    /// <inheritdoc/>
    public Value BatchNorm(string name, Value x, BatchNorm2d norm)
    {
        CheckImage(name, x);
        Refuse(norm.running_mean is null || norm.running_var is null, name, "keeps no running statistics");
        Refuse(norm.weight is null || norm.bias is null, name, "has no weight and bias");
        Refuse(norm.running_mean!.shape[0] != x.Channels, name, $"has {norm.running_mean.shape[0]} channels, gets {Describe(x)}");
        weights[$"{name}.weight"] = TensorWeights.Of($"{name}.weight", norm.weight!);
        weights[$"{name}.bias"] = TensorWeights.Of($"{name}.bias", norm.bias!);
        weights[$"{name}.running_mean"] = TensorWeights.Of($"{name}.running_mean", norm.running_mean);
        weights[$"{name}.running_var"] = TensorWeights.Of($"{name}.running_var", norm.running_var!);
        return Append(
            x with { Name = name },
            "BatchNormalization",
            [x.Name, $"{name}.weight", $"{name}.bias", $"{name}.running_mean", $"{name}.running_var"],
            Float("epsilon", (float)norm.eps));
    }

    /// <inheritdoc/>
    public Value Relu(string name, Value x)
    {
        Check(name, x);
        return Append(x with { Name = name }, "Relu", [x.Name]);
    }

    /// <inheritdoc/>
    public Value MaxPool(string name, Value x, Window window)
    {
        CheckImage(name, x);
        (long k, long s) = (window.Kernel, window.Stride);
        return Append(Slide(name, x, window), "MaxPool", [x.Name], Ints("kernel_shape", k, k), Ints("pads", window.Pads), Ints("strides", s, s));
    }

    /// <inheritdoc/>
    public Value AvgPool(string name, Value x, int kernel, int stride)
    {
        CheckImage(name, x);
        return Append(
            Slide(name, x, new Window(kernel, stride, 0)),
            "AveragePool",
            [x.Name],
            Ints("kernel_shape", kernel, kernel), Ints("strides", stride, stride));
    }

    /// <inheritdoc/>
    public Value GlobalAvgPool(string name, Value x)
    {
        CheckImage(name, x);
        return Append(new Value(name, x.Channels, 1, 1), "GlobalAveragePool", [x.Name]);
    }

    /// <inheritdoc/>
    public Value Add(string name, Value a, Value b)
    {
        Check(name, a);
        Check(name, b);
        Refuse(a with { Name = "" } != b with { Name = "" }, name, $"adds {Describe(a)} and {Describe(b)}");
        return Append(a with { Name = name }, "Add", [a.Name, b.Name]);
    }

    /// <inheritdoc/>
    public Value Concat(string name, IReadOnlyList<Value> values)
    {
        int channels = 0;
        foreach (Value x in values)
        {
            CheckImage(name, x);
            Refuse(x.Height != values[0].Height || x.Width != values[0].Width, name, $"joins {Describe(values[0])} and {Describe(x)}");
            channels += x.Channels;
        }

        return values.Count == 1 ? values[0] : Append(values[0] with { Name = name, Channels = channels }, "Concat", [.. values.Select(x => x.Name)], Int("axis", 1));
    }

    /// <inheritdoc/>
    public Value Subsample(string name, Value x, int stride)
    {
        CheckImage(name, x);
        vectors[$"{name}.starts"] = [0, 0];
        vectors[$"{name}.ends"] = [x.Height, x.Width];
        vectors[$"{name}.axes"] = [2, 3];
        vectors[$"{name}.steps"] = [stride, stride];
        return Append(
            Slide(name, x, new Window(1, stride, 0)),
            "Slice",
            [x.Name, $"{name}.starts", $"{name}.ends", $"{name}.axes", $"{name}.steps"]);
    }

    /// <inheritdoc/>
    public Value PadChannels(string name, Value x, int before, int after)
    {
        CheckImage(name, x);
        vectors[$"{name}.pads"] = [0, before, 0, 0, 0, after, 0, 0];
        return Append(x with { Name = name, Channels = x.Channels + before + after }, "Pad", [x.Name, $"{name}.pads"]);
    }

    /// <inheritdoc/>
    public Value Flatten(string name, Value x)
    {
        CheckImage(name, x);
        flat.Add(name);
        return Append(new Value(name, x.Channels * x.Height * x.Width, 1, 1), "Flatten", [x.Name], Int("axis", 1));
    }

    /// <inheritdoc/>
    public Value Linear(string name, Value x, Tensor weight, Tensor? bias)
    {
        Check(name, x);
        Refuse(!flat.Contains(x.Name), name, $"needs a flattened value, gets {Describe(x)}");
        Refuse(weight.shape[1] != x.Channels, name, $"has {weight.shape[1]} inputs, gets {Describe(x)}");
        weights[$"{name}.weight"] = TensorWeights.Of($"{name}.weight", weight);
        List<string> inputs = [x.Name, $"{name}.weight"];
        if (bias is not null)
        {
            weights[$"{name}.bias"] = TensorWeights.Of($"{name}.bias", bias);
            inputs.Add($"{name}.bias");
        }

        flat.Add(name);
        return Append(new Value(name, (int)weight.shape[0], 1, 1), "Gemm", inputs, Int("transB", 1));
    }

    private static Value Slide(string name, Value x, Window window)
    {
        int least = window.Kernel - window.Padded(0);
        int extent = Math.Min(x.Height, x.Width);
        Refuse(extent < least, name, $"needs at least {least} rows and columns, gets {extent}: use larger images");
        return x with { Name = name, Height = window.Positions(x.Height), Width = window.Positions(x.Width) };
    }

    private static string Describe(Value x) => $"{x.Name} [{x.Channels}, {x.Height}, {x.Width}]";

    private static void Refuse(bool condition, string name, string reason)
    {
        if (condition)
        {
            throw new InputException($"layer {name} {reason}");
        }
    }

    private Value Append(Value y, string type, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        Refuse(!values.TryAdd(y.Name, y), y.Name, "occurs twice");
        if (type is "Relu" or "Add" && flat.Contains(inputs.First()))
        {
            flat.Add(y.Name);
        }

        nodes.Add(Node(type, y.Name, y.Name, inputs, attributes));
        return y;
    }

    private void Check(string name, Value x) =>
        Refuse(!values.TryGetValue(x.Name, out Value known) || known != x, name, $"reads {Describe(x)}, which no layer made");

    private void CheckImage(string name, Value x)
    {
        Check(name, x);
        Refuse(flat.Contains(x.Name), name, $"needs a picture, gets the flat {Describe(x)}");
    }
}
