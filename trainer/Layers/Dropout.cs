using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>Zeroes activations at random while training (Srivastava et al., 2014); the identity otherwise.</summary>
internal sealed class Dropout(double probability) : Block(nameof(Dropout))
{
    public override Tensor forward(Tensor input) => nn.functional.dropout(input, probability, training);

    public override Value Emit(IGraphBuilder graph, string path, Value x) => x;
}
