using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>A part of a network that can also emit its inference-time operations.</summary>
internal abstract class Block(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>Emits the operations of <c>forward</c> in evaluation mode; <paramref name="path"/> is this block's path, such as <c>layer1.0</c>.</summary>
    public abstract Value Emit(IGraphBuilder graph, string path, Value x);
}
