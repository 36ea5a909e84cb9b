using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Models.Layers;

/// <summary>Blocks one after the other, numbered from 0 unless named.</summary>
internal sealed class Sequence : Block
{
    private readonly List<(string Name, Block Block)> blocks = [];

    /// <summary>Registers <paramref name="blocks"/> as <c>0</c>, <c>1</c>, …</summary>
    public Sequence(params IEnumerable<Block> blocks)
        : this(blocks.Select((block, index) => ($"{index}", block)))
    {
    }

    /// <summary>Registers named blocks.</summary>
    public Sequence(IEnumerable<(string Name, Block Block)> blocks)
        : base(nameof(Sequence))
    {
        foreach ((string name, Block block) in blocks)
        {
            register_module(name, block);
            this.blocks.Add((name, block));
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        Tensor x = input;
        foreach ((_, Block block) in blocks)
        {
            x = block.call(x);
        }

        return x;
    }

    /// <inheritdoc/>
    public override Value Emit(IGraphBuilder graph, string path, Value x)
    {
        foreach ((string name, Block block) in blocks)
        {
            x = block.Emit(graph, $"{path}.{name}", x);
        }

        return x;
    }
}

/// <summary>Convolution and batch norm, registered as <c>0</c> and <c>1</c>: the projection shortcut of the ResNet paper (option B).</summary>
internal sealed class Projection : Block
{
    // A pair, since TorchSharp registers every field that is a module under the field's name too.
    private readonly (Conv Conv, BatchNorm2d Norm) layers;

    /// <summary>A 1×1 convolution from <paramref name="inChannels"/> to <paramref name="outChannels"/>.</summary>
    public Projection(int inChannels, int outChannels, int stride)
        : base(nameof(Projection))
    {
        layers = (new Conv(inChannels, outChannels, kernel: 1, stride), nn.BatchNorm2d(outChannels));
        register_module("0", layers.Conv);
        register_module("1", layers.Norm);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => layers.Norm.call(layers.Conv.call(input));

    /// <inheritdoc/>
    public override Value Emit(IGraphBuilder graph, string path, Value x) =>
        graph.BatchNorm($"{path}.1", graph.Conv($"{path}.0", x, layers.Conv), layers.Norm);
}

/// <summary>The parameter-free shortcut of the CIFAR networks (option A): every second pixel, zeros for the new channels.</summary>
internal sealed class ZeroPadShortcut(int inChannels, int outChannels, int stride) : Block(nameof(ZeroPadShortcut))
{
    private int Before => (outChannels - inChannels) / 2;

    private int After => outChannels - inChannels - Before;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using Tensor kept = input[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)];
        return nn.functional.pad(kept, [0, 0, 0, 0, Before, After]);
    }

    /// <inheritdoc/>
    public override Value Emit(IGraphBuilder graph, string path, Value x) =>
        graph.PadChannels($"{path}.pad", graph.Subsample($"{path}.subsample", x, stride), Before, After);
}
