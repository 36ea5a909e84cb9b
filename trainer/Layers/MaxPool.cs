using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>Maximum over a square window.</summary>
internal sealed class MaxPool(Window window) : Block(nameof(MaxPool))
{
    public override Tensor forward(Tensor input) => window.MaxPool(input);

    public override Value Emit(IGraphBuilder graph, string path, Value x) => graph.MaxPool(path, x, window);
}
