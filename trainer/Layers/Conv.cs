using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Layers;

/// <summary>
/// 2-D convolution with float32 weights and the arithmetic of its input: a bfloat16 input uses weights rounded to bfloat16 (mixed
/// precision with float32 master weights, Micikevicius et al., 2018).
/// </summary>
internal sealed class Conv : Block
{
    /// <summary>Creates the layer with He initialisation over the fan-out (He et al., 2015), as in both papers.</summary>
    public Conv(int inChannels, int outChannels, int kernel, int stride = 1, Padding padding = default, bool hasBias = false)
        : base(nameof(Conv))
    {
        (InChannels, OutChannels, Window) = (inChannels, outChannels, new Window(kernel, stride, padding));
        Tensor initial = empty(outChannels, inChannels, kernel, kernel);
        nn.init.kaiming_normal_(initial, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        weight = new Parameter(initial);
        bias = hasBias ? new Parameter(zeros(outChannels)) : null;
        RegisterComponents();
    }

    /// <summary>Channels of the input.</summary>
    public int InChannels { get; }

    /// <summary>Channels of the output.</summary>
    public int OutChannels { get; }

    /// <summary>Size, step and padding.</summary>
    public Window Window { get; }

    /// <summary><c>[out, in, kernel, kernel]</c>, float32.</summary>
    public Tensor Weight => weight;

    /// <summary><c>[out]</c>, float32, or null.</summary>
    public Tensor? Bias => bias;

    public override Tensor forward(Tensor input)
    {
        bool mixed = input.dtype == ScalarType.BFloat16;
        using Tensor w = mixed ? weight.to(ScalarType.BFloat16) : weight.alias();
        using Tensor? b = bias is null ? null : mixed ? bias.to(ScalarType.BFloat16) : bias.alias();
        using Tensor? padded = Window.Padding.IsEven ? null : Window.Pad(input, 0);
        long p = padded is null ? Window.Padding.Before : 0;
        return nn.functional.conv2d(padded ?? input, w, b, strides: [Window.Stride, Window.Stride], padding: [p, p]);
    }

    public override Value Emit(IGraphBuilder graph, string path, Value x) => graph.Conv(path, x, this);

#pragma warning disable IDE1006, CA2213 // fields have PyTorch's parameter names; the base class disposes registered parameters
    private readonly Parameter weight;
    private readonly Parameter? bias;
#pragma warning restore IDE1006, CA2213
}
