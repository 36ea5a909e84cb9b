using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>A value in a network's graph: its name and the shape of one image, <c>[channels, height, width]</c> (1×1 once flattened).</summary>
internal readonly record struct Value(string Name, int Channels, int Height, int Width, bool IsFlat = false)
{
    /// <summary>The shape after a sliding window.</summary>
    public Value Slid(string name, Window window) => this with { Name = name, Height = window.Positions(Height), Width = window.Positions(Width) };

    /// <summary>The flattened shape.</summary>
    public Value Flattened(string name) => new(name, Channels * Height * Width, 1, 1, IsFlat: true);
}

/// <summary>
/// The operations of a network. Every block emits its inference-time operations here, beside its forward pass. The exporter turns
/// them into ONNX nodes; the layer table counts them. <c>name</c> is the layer's path, such as <c>layer1.0.conv1</c>.
/// </summary>
internal interface IGraphBuilder
{
    /// <summary>2-D convolution.</summary>
    Value Conv(string name, Value x, Conv conv);

    /// <summary>Batch normalisation with running statistics.</summary>
    Value BatchNorm(string name, Value x, BatchNorm2d norm);

    /// <summary>Rectified linear unit.</summary>
    Value Relu(string name, Value x);

    /// <summary>Maximum over a square window; padding counts as minus infinity.</summary>
    Value MaxPool(string name, Value x, Window window);

    /// <summary>Mean over a square window, without padding.</summary>
    Value AvgPool(string name, Value x, int kernel, int stride);

    /// <summary>Mean over all positions: <c>[C, H, W] → [C, 1, 1]</c>.</summary>
    Value GlobalAvgPool(string name, Value x);

    /// <summary>Element-wise sum of two values of one shape.</summary>
    Value Add(string name, Value a, Value b);

    /// <summary>Concatenation along the channels.</summary>
    Value Concat(string name, IReadOnlyList<Value> values);

    /// <summary>Every <paramref name="stride"/>-th row and column from the first (the parameter-free shortcut of the CIFAR networks).</summary>
    Value Subsample(string name, Value x, int stride);

    /// <summary>Zero channels before and after (the same shortcut).</summary>
    Value PadChannels(string name, Value x, int before, int after);

    /// <summary><c>[C, H, W] → [C·H·W]</c>.</summary>
    Value Flatten(string name, Value x);

    /// <summary>Fully connected layer with weights <c>[out, in]</c> and a bias <c>[out]</c>.</summary>
    Value Linear(string name, Value x, Tensor weight, Tensor? bias);
}
