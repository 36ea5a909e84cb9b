using EdgeResNet.Trainer.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Models;

/// <summary>One layer of a network.</summary>
/// <param name="Name">Path, such as <c>layer1.0.conv1</c>.</param>
/// <param name="Type">PyTorch's name of the operation.</param>
/// <param name="Output">Shape for one image: <c>[channels, height, width]</c>, or <c>[features]</c> once flattened.</param>
/// <param name="Params">Trained parameters.</param>
/// <param name="Macs">Multiply-accumulates for one image; only convolutions and linear layers count.</param>
internal sealed record LayerRow(string Name, string Type, IReadOnlyList<int> Output, long Params, long Macs);

/// <summary>Lists a network's layers with output shapes, parameters and multiply-accumulates, counted as in torchvision's tables.</summary>
internal sealed class LayerTable : IGraphBuilder
{
    private readonly List<LayerRow> rows = [];

    /// <summary>The layers in data order.</summary>
    public IReadOnlyList<LayerRow> Rows => rows;

    /// <summary>Trained parameters of the whole network.</summary>
    public long Params => rows.Sum(row => row.Params);

    /// <summary>Multiply-accumulates of one image.</summary>
    public long Macs => rows.Sum(row => row.Macs);

    /// <summary>Lists a network.</summary>
    public static LayerTable Of(Block network, int channels, int height, int width)
    {
        LayerTable table = new();
        network.Emit(table, "", new Value("image", channels, height, width));
        return table;
    }

    public Value Conv(string name, Value x, Conv conv)
    {
        Value y = x.Slid(name, conv.Window) with { Channels = conv.OutChannels };
        long weights = conv.Weight.numel();
        return Append(y, "Conv2d", weights + (conv.Bias?.numel() ?? 0), weights * y.Height * y.Width);
    }

    public Value BatchNorm(string name, Value x, BatchNorm2d norm) =>
        Append(x with { Name = name }, "BatchNorm2d", (norm.weight?.numel() ?? 0) + (norm.bias?.numel() ?? 0));

    public Value Relu(string name, Value x) => Append(x with { Name = name }, "ReLU");

    public Value MaxPool(string name, Value x, Window window) => Append(x.Slid(name, window), "MaxPool2d");

    public Value AvgPool(string name, Value x, int kernel, int stride) =>
        Append(x.Slid(name, new Window(kernel, stride, 0)), "AvgPool2d");

    public Value GlobalAvgPool(string name, Value x) => Append(new Value(name, x.Channels, 1, 1), "AdaptiveAvgPool2d");

    public Value Add(string name, Value a, Value b) => Append(a with { Name = name }, "Add");

    public Value Concat(string name, IReadOnlyList<Value> values) =>
        values.Count == 1 ? values[0] : Append(values[0] with { Name = name, Channels = values.Sum(x => x.Channels) }, "Concat");

    public Value Subsample(string name, Value x, int stride) =>
        Append(x.Slid(name, new Window(1, stride, 0)), "Subsample");

    public Value PadChannels(string name, Value x, int before, int after) =>
        Append(x with { Name = name, Channels = x.Channels + before + after }, "PadChannels");

    public Value Flatten(string name, Value x) => Append(x.Flattened(name), "Flatten");

    public Value Linear(string name, Value x, Tensor weight, Tensor? bias)
    {
        long weights = weight.numel();
        return Append(new Value(name, (int)weight.shape[0], 1, 1, IsFlat: true), "Linear", weights + (bias?.numel() ?? 0), weights);
    }

    private Value Append(Value y, string type, long parameters = 0, long macs = 0)
    {
        rows.Add(new LayerRow(y.Name, type, y.IsFlat ? [y.Channels] : [y.Channels, y.Height, y.Width], parameters, macs));
        return y;
    }
}
