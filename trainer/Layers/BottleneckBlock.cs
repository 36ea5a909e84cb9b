using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>
/// 1×1 reduce, 3×3, 1×1 expand (figure 5 right). The 3×3 convolution has the stride, as in torchvision and its published counts and
/// weights; in the paper, the first 1×1 has it.
/// </summary>
internal sealed class BottleneckBlock : Block, IResidualBlock
{
    /// <summary>Output channels for each channel of the 3×3 convolution.</summary>
    public const int Expansion = 4;

    private readonly ResidualShape shape;
    private readonly Conv conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv conv3;
    private readonly BatchNorm2d bn3;
    private readonly Block? downsample;

    /// <summary>Creates the block.</summary>
    public BottleneckBlock(ResidualShape shape)
        : base(nameof(BottleneckBlock))
    {
        this.shape = shape;
        int outChannels = shape.Channels * Expansion;
        conv1 = new Conv(shape.InChannels, shape.Channels, kernel: 1);
        bn1 = nn.BatchNorm2d(shape.Channels);
        conv2 = new Conv(shape.Channels, shape.Channels, kernel: 3, shape.Stride, shape.Padding);
        bn2 = nn.BatchNorm2d(shape.Channels);
        conv3 = new Conv(shape.Channels, outChannels, kernel: 1);
        bn3 = nn.BatchNorm2d(outChannels);
        downsample = shape.Downsample(outChannels);
        RegisterComponents();
    }

    public bool HasShortcut => shape.Shortcut != ShortcutKind.None;

    public BatchNorm2d LastNorm => bn3;

    public double DropProbability { get; set; }

    public override Tensor forward(Tensor input)
    {
        Tensor y = bn1.call(conv1.call(input)).relu_();
        y = bn2.call(conv2.call(y)).relu_();
        y = bn3.call(conv3.call(y));
        if (HasShortcut)
        {
            y = training && DropProbability > 0 ? StochasticDepth.Drop(y, DropProbability) : y;
            y = y.add_(downsample is null ? input : downsample.call(input));
        }

        return y.relu_();
    }

    public override Value Emit(IGraphBuilder graph, string path, Value x)
    {
        Value y = graph.BatchNorm($"{path}.bn1", graph.Conv($"{path}.conv1", x, conv1), bn1);
        y = graph.Relu($"{path}.relu1", y);
        y = graph.BatchNorm($"{path}.bn2", graph.Conv($"{path}.conv2", y, conv2), bn2);
        y = graph.Relu($"{path}.relu2", y);
        y = graph.BatchNorm($"{path}.bn3", graph.Conv($"{path}.conv3", y, conv3), bn3);
        if (HasShortcut)
        {
            y = graph.Add($"{path}.add", y, downsample?.Emit(graph, $"{path}.downsample", x) ?? x);
        }

        return graph.Relu($"{path}.relu3", y);
    }
}
