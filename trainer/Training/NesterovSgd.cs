using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training;

/// <summary>
/// Stochastic gradient descent with Nesterov momentum in PyTorch's form (Sutskever et al., 2013), with weight decay on
/// convolutions and linear weights only. Owns its momentum buffers.
/// </summary>
internal sealed class NesterovSgd : IDisposable
{
    private readonly (string Name, Parameter Parameter, Tensor Momentum, bool Decays)[] slots;
    private readonly double momentum;
    private readonly double weightDecay;

    /// <summary>Creates zeroed buffers on the parameters' device.</summary>
    public NesterovSgd(IEnumerable<(string Name, Parameter Parameter)> parameters, double momentum, double weightDecay)
    {
        slots = [.. parameters.Select(p => (p.Name, p.Parameter, zeros_like(p.Parameter, requires_grad: false).DetachFromDisposeScope(), p.Parameter.ndim > 1))];
        (this.momentum, this.weightDecay) = (momentum, weightDecay);
    }

    /// <summary>Momentum buffers by parameter name; they stay this object's.</summary>
    public IEnumerable<(string Name, Tensor Buffer)> Buffers => slots.Select(slot => (slot.Name, slot.Momentum));

    /// <summary>Applies the gradients with a learning rate, then drops them.</summary>
    public void Step(double learningRate)
    {
        using IDisposable noGradient = no_grad();
        foreach ((_, Parameter parameter, Tensor buffer, bool decays) in slots)
        {
            Tensor? gradient = parameter.grad;
            if (gradient is null)
            {
                continue;
            }

            if (decays && weightDecay > 0)
            {
                gradient.add_(parameter, weightDecay);
            }

            buffer.mul_(momentum).add_(gradient);
            gradient.add_(buffer, momentum);
            parameter.add_(gradient, -learningRate);
            parameter.grad = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, _, Tensor buffer, _) in slots)
        {
            buffer.Dispose();
        }
    }
}
