using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>A fully connected layer; computes in float32 whatever its input.</summary>
internal sealed class LinearLayer : Block
{
    /// <summary>Creates the layer with PyTorch's default initialisation.</summary>
    public LinearLayer(int inFeatures, int outFeatures)
        : base(nameof(LinearLayer))
    {
        Linear initial = nn.Linear(inFeatures, outFeatures);
        (weight, bias) = (initial.weight!, initial.bias!);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => nn.functional.linear(input.to_type(ScalarType.Float32), weight, bias);

    public override Value Emit(IGraphBuilder graph, string path, Value x) => graph.Linear(path, x, weight, bias);

#pragma warning disable IDE1006, CA2213 // as in Conv; moving the module to a device replaces these fields
    private readonly Parameter weight;
    private readonly Parameter bias;
#pragma warning restore IDE1006, CA2213
}
