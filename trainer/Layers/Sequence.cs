using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

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

    public override Tensor forward(Tensor input)
    {
        Tensor x = input;
        foreach ((_, Block block) in blocks)
        {
            x = block.call(x);
        }

        return x;
    }

    public override Value Emit(IGraphBuilder graph, string path, Value x)
    {
        foreach ((string name, Block block) in blocks)
        {
            x = block.Emit(graph, $"{path}.{name}", x);
        }

        return x;
    }
}
