using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>Rectified linear unit.</summary>
internal sealed class Relu() : Block(nameof(Relu))
{
    public override Tensor forward(Tensor input) => input.relu();

    public override Value Emit(IGraphBuilder graph, string path, Value x) => graph.Relu(path, x);
}
