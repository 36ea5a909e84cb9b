using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Models.Layers;

/// <summary>Rectified linear unit.</summary>
internal sealed class Relu() : Block(nameof(Relu))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input.relu();

    /// <inheritdoc/>
    public override Value Emit(IGraphBuilder graph, string path, Value x) => graph.Relu(path, x);
}

/// <summary>Maximum over a square window.</summary>
internal sealed class MaxPool(int kernel, int stride, int padding = 0) : Block(nameof(MaxPool))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.max_pool2d(input, kernel, stride, padding);

    /// <inheritdoc/>
    public override Value Emit(IGraphBuilder graph, string path, Value x) => graph.MaxPool(path, x, kernel, stride, padding);
}

/// <summary>Zeroes activations at random while training (Srivastava et al., 2014); the identity otherwise.</summary>
internal sealed class Dropout(double probability) : Block(nameof(Dropout))
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.dropout(input, probability, training);

    /// <inheritdoc/>
    public override Value Emit(IGraphBuilder graph, string path, Value x) => x;
}

/// <summary>A fully connected layer; computes in float32 whatever its input.</summary>
internal sealed class LinearLayer : Block
{
    private readonly ValueTuple<Linear> linear; // not a field of its own, which TorchSharp would register under its name

    /// <summary>Creates the layer with PyTorch's default initialisation.</summary>
    public LinearLayer(int inFeatures, int outFeatures)
        : base(nameof(LinearLayer))
    {
        linear = new ValueTuple<Linear>(nn.Linear(inFeatures, outFeatures));
        register_parameter("weight", linear.Item1.weight!);
        register_parameter("bias", linear.Item1.bias!);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => linear.Item1.forward(input.to_type(ScalarType.Float32));

    /// <inheritdoc/>
    public override Value Emit(IGraphBuilder graph, string path, Value x) => graph.Linear(path, x, linear.Item1);
}
