using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>The parameter-free shortcut of the CIFAR networks (option A): every second pixel, with zeros for the new channels.</summary>
internal sealed class ZeroPadShortcut(int inChannels, int outChannels, int stride) : Block(nameof(ZeroPadShortcut))
{
    private int Before => (outChannels - inChannels) / 2;

    private int After => outChannels - inChannels - Before;

    public override Tensor forward(Tensor input)
    {
        using Tensor kept = input[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)];
        return nn.functional.pad(kept, [0, 0, 0, 0, Before, After]);
    }

    public override Value Emit(IGraphBuilder graph, string path, Value x) =>
        graph.PadChannels($"{path}.pad", graph.Subsample($"{path}.subsample", x, stride), Before, After);
}
