using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Models;

/// <summary>A residual network as data.</summary>
/// <param name="Bottleneck">Bottleneck blocks (ResNet-50 and deeper) instead of basic ones.</param>
/// <param name="Depths">Blocks in each stage.</param>
/// <param name="Channels">Channels of each stage's 3×3 convolutions at width 1.</param>
/// <param name="Shortcut">Kind of the shortcuts; none gives the plain network.</param>
/// <param name="TrimmedPadding">Whether strided windows pad one pixel less after the picture than before, as in CNTK for even sizes.</param>
internal sealed record ResNetSpec(bool Bottleneck, int[] Depths, int[] Channels, ShortcutKind Shortcut, bool TrimmedPadding = false);

/// <summary>
/// ResNet (He et al., 2016), its plain twin, and the CIFAR networks of the paper's section 4.2.
/// Parameter names are torchvision's.
/// </summary>
internal sealed class ResNet : Network
{
    private readonly Conv conv1;
    private readonly BatchNorm2d bn1;
    private readonly List<Sequence> stages = [];
    private readonly Linear fc;
    private readonly bool pooledStem;
    private readonly Window pooling;

    /// <summary>Builds the network.</summary>
    /// <exception cref="InputException">Trimmed padding and a size with an odd half on the way.</exception>
    public ResNet(ArchitectureSpec spec, ResNetSpec shape, int inputChannels, int height, int width)
        : base(spec, inputChannels)
    {
        int channels = Architectures.Scale(shape.Channels[0], spec.Width);
        pooledStem = spec.Stem == ArchitectureSpec.ImageNetStem;
        int multiple = 1 << (shape.Depths.Length - 1 + (pooledStem ? 2 : 0)); // each strided stage halves; the stem does twice
        if (shape.TrimmedPadding && (height % multiple != 0 || width % multiple != 0))
        {
            throw new InputException($"{spec.Name}: its sides must be multiples of {multiple} pixels, not {width}×{height}; use --image-size {Math.Max(1, height / multiple) * multiple}, or another --arch");
        }

        conv1 = pooledStem
            ? new Conv(inputChannels, channels, kernel: 7, stride: 2, shape.TrimmedPadding ? new Padding(3, 2) : 3)
            : new Conv(inputChannels, channels, kernel: 3, padding: 1);
        pooling = new Window(Kernel: 3, Stride: 2, shape.TrimmedPadding ? new Padding(1, 0) : 1);
        bn1 = nn.BatchNorm2d(channels);
        register_module("conv1", conv1);
        register_module("bn1", bn1);
        for (int stage = 0; stage < shape.Depths.Length; stage++)
        {
            (Sequence blocks, channels) = Stage(shape, stage, channels, spec.Width);
            register_module($"layer{stage + 1}", blocks);
            stages.Add(blocks);
        }

        fc = nn.Linear(channels, spec.Classes);
        register_module("fc", fc);
    }

    public override IReadOnlyList<IReadOnlyList<string>> Stages => [["conv1", "bn1"], .. stages.Select((_, stage) => new[] { $"layer{stage + 1}" }), ["fc"]];

    public override Tensor forward(Tensor input)
    {
        Tensor x = bn1.call(conv1.call(input)).relu_(); // (N, C, H, W), or half of H and W with the ImageNet stem
        if (pooledStem)
        {
            x = pooling.MaxPool(x);
        }

        foreach (Sequence stage in stages)
        {
            x = stage.call(x);
        }

        x = x.mean([2, 3]); // (N, C)
        return fc.call(x.to_type(ScalarType.Float32));
    }

    public override Value Emit(IGraphBuilder graph, string path, Value x)
    {
        x = graph.BatchNorm(Join(path, "bn1"), graph.Conv(Join(path, "conv1"), x, conv1), bn1);
        x = graph.Relu(Join(path, "relu"), x);
        if (pooledStem)
        {
            x = graph.MaxPool(Join(path, "maxpool"), x, pooling);
        }

        for (int stage = 0; stage < stages.Count; stage++)
        {
            x = stages[stage].Emit(graph, Join(path, $"layer{stage + 1}"), x);
        }

        x = graph.Flatten(Join(path, "flatten"), graph.GlobalAvgPool(Join(path, "avgpool"), x));
        return graph.Linear(Join(path, "fc"), x, fc.weight!, fc.bias);
    }

    private static (Sequence Blocks, int OutChannels) Stage(ResNetSpec shape, int stage, int inChannels, double width)
    {
        int channels = Architectures.Scale(shape.Channels[stage], width);
        int expansion = shape.Bottleneck ? BottleneckBlock.Expansion : BasicBlock.Expansion;
        List<Block> blocks = [];
        for (int depth = 0; depth < shape.Depths[stage]; depth++)
        {
            int stride = stage > 0 && depth == 0 ? 2 : 1;
            ResidualShape block = new(inChannels, channels, stride, shape.Shortcut, shape.TrimmedPadding);
            blocks.Add(shape.Bottleneck ? new BottleneckBlock(block) : new BasicBlock(block));
            inChannels = channels * expansion;
        }

        return (new Sequence(blocks), inChannels);
    }
}
