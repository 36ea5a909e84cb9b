using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>Two 3×3 convolutions and a shortcut (He et al., 2016, figure 5 left): <c>y = relu(F(x) + x)</c>.</summary>
internal sealed class BasicBlock : Block, IResidualBlock
{
    /// <summary>Output channels for each channel of the 3×3 convolutions.</summary>
    public const int Expansion = 1;

    private readonly ResidualShape shape;
    private readonly Conv conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv conv2;
    private readonly BatchNorm2d bn2;
    private readonly Block? downsample;

    /// <summary>Creates the block.</summary>
    public BasicBlock(ResidualShape shape)
        : base(nameof(BasicBlock))
    {
        this.shape = shape;
        conv1 = new Conv(shape.InChannels, shape.Channels, kernel: 3, shape.Stride, shape.Padding);
        bn1 = nn.BatchNorm2d(shape.Channels);
        conv2 = new Conv(shape.Channels, shape.Channels, kernel: 3, padding: 1);
        bn2 = nn.BatchNorm2d(shape.Channels);
        downsample = shape.Downsample(shape.Channels);
        RegisterComponents();
    }

    public bool HasShortcut => shape.Shortcut != ShortcutKind.None;

    public BatchNorm2d LastNorm => bn2;

    public double DropProbability { get; set; }

    public override Tensor forward(Tensor input)
    {
        Tensor y = bn1.call(conv1.call(input)).relu_();
        y = bn2.call(conv2.call(y));
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
        if (HasShortcut)
        {
            y = graph.Add($"{path}.add", y, downsample?.Emit(graph, $"{path}.downsample", x) ?? x);
        }

        return graph.Relu($"{path}.relu2", y);
    }
}
