using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>Convolution and batch norm, registered as <c>0</c> and <c>1</c>: the projection shortcut of the ResNet paper (option B).</summary>
internal sealed class Projection : Block
{
    // A pair, because TorchSharp also registers every module field under the field's name.
    private readonly (Conv Conv, BatchNorm2d Norm) layers;

    /// <summary>A 1×1 convolution from <paramref name="inChannels"/> to <paramref name="outChannels"/>.</summary>
    public Projection(int inChannels, int outChannels, int stride)
        : base(nameof(Projection))
    {
        layers = (new Conv(inChannels, outChannels, kernel: 1, stride), nn.BatchNorm2d(outChannels));
        register_module("0", layers.Conv);
        register_module("1", layers.Norm);
    }

    public override Tensor forward(Tensor input) => layers.Norm.call(layers.Conv.call(input));

    public override Value Emit(IGraphBuilder graph, string path, Value x) =>
        graph.BatchNorm($"{path}.1", graph.Conv($"{path}.0", x, layers.Conv), layers.Norm);
}
