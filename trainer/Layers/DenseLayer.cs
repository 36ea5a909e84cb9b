using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>
/// One layer of a dense block (Huang et al., 2017): norm, ReLU, convolution; the output is appended to the input.
/// With a bottleneck (the B of DenseNet-BC), a 1×1 convolution to 4k channels comes first.
/// </summary>
internal sealed class DenseLayer : Block
{
    /// <summary>Channels of the bottleneck for each channel of growth.</summary>
    public const int BottleneckFactor = 4;

    private readonly BatchNorm2d norm1;
    private readonly Conv conv1;
    private readonly BatchNorm2d? norm2;
    private readonly Conv? conv2;

    /// <summary>Appends <paramref name="growth"/> channels to <paramref name="inChannels"/>.</summary>
    public DenseLayer(int inChannels, int growth, bool bottleneck)
        : base(nameof(DenseLayer))
    {
        norm1 = nn.BatchNorm2d(inChannels);
        if (bottleneck)
        {
            conv1 = new Conv(inChannels, BottleneckFactor * growth, kernel: 1);
            norm2 = nn.BatchNorm2d(BottleneckFactor * growth);
            conv2 = new Conv(BottleneckFactor * growth, growth, kernel: 3, padding: 1);
        }
        else
        {
            conv1 = new Conv(inChannels, growth, kernel: 3, padding: 1);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor input) // (N, C, H, W) → (N, C + growth, H, W)
    {
        Tensor y = conv1.call(norm1.call(input).relu_());
        if (conv2 is not null && norm2 is not null)
        {
            y = conv2.call(norm2.call(y).relu_());
        }

        return cat([input, y], dim: 1);
    }

    public override Value Emit(IGraphBuilder graph, string path, Value x)
    {
        Value y = graph.Relu($"{path}.relu1", graph.BatchNorm($"{path}.norm1", x, norm1));
        y = graph.Conv($"{path}.conv1", y, conv1);
        if (conv2 is not null && norm2 is not null)
        {
            y = graph.Relu($"{path}.relu2", graph.BatchNorm($"{path}.norm2", y, norm2));
            y = graph.Conv($"{path}.conv2", y, conv2);
        }

        return graph.Concat($"{path}.concat", [x, y]);
    }
}

/// <summary>Between dense blocks: norm, ReLU, 1×1 convolution to fewer channels (the C of DenseNet-BC), 2×2 mean.</summary>
internal sealed class Transition : Block
{
    private const int Window = 2;

    private readonly BatchNorm2d norm;
    private readonly Conv conv;

    /// <summary>Creates the transition.</summary>
    public Transition(int inChannels, int outChannels)
        : base(nameof(Transition))
    {
        norm = nn.BatchNorm2d(inChannels);
        conv = new Conv(inChannels, outChannels, kernel: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        nn.functional.avg_pool2d(conv.call(norm.call(input).relu_()), kernel_size: Window, stride: Window);

    public override Value Emit(IGraphBuilder graph, string path, Value x)
    {
        Value y = graph.Relu($"{path}.relu", graph.BatchNorm($"{path}.norm", x, norm));
        return graph.AvgPool($"{path}.pool", graph.Conv($"{path}.conv", y, conv), Window, Window);
    }
}
