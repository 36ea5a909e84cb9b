using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>
/// Stochastic gradient descent with Nesterov momentum in PyTorch's form (Sutskever et al., 2013). Weight decay applies to
/// convolutions and linear weights only. A few operations cover all parameters. Owns its momentum.
/// </summary>
internal sealed class NesterovSgd : IDisposable
{
    private readonly FlatState state;
    private readonly Tensor velocity; // [P]
    private readonly Group[] groups;
    private readonly double momentum;

    /// <summary>Starts with zero momentum on the parameters' device.</summary>
    /// <param name="state">The parameters; the caller owns them.</param>
    /// <param name="momentum">Share of the velocity kept in a step.</param>
    /// <param name="weightDecay">Decay of weights with two or more dimensions.</param>
    /// <param name="biasLr">Multiplier of the learning rate of biases.</param>
    /// <param name="lrScale">Additional multiplier of a parameter's learning rate, by its name; 0 freezes it. Null: 1.</param>
    public NesterovSgd(FlatState state, double momentum, double weightDecay, double biasLr = 1, Func<string, double>? lrScale = null)
    {
        (this.state, this.momentum) = (state, momentum);
        velocity = zeros_like(state.Parameters).DetachFromDisposeScope();
        Buffers = [.. state.Views(velocity).Select(place => (place.Name, place.View.DetachFromDisposeScope()))];
        List<Group> found = [];
        long offset = 0;
        foreach (((double Decay, double LrScale) kind, long size) in Runs(state, weightDecay, biasLr, lrScale ?? (_ => 1)))
        {
            found.Add(new Group(
                offset,
                size,
                state.Parameters.narrow(0, offset, size).DetachFromDisposeScope(),
                velocity.narrow(0, offset, size).DetachFromDisposeScope(),
                kind.Decay,
                kind.LrScale));
            offset += size;
        }

        groups = [.. found];
    }

    /// <summary>Momentum by parameter name, in the parameters' shapes; this object owns it.</summary>
    public IReadOnlyList<(string Name, Tensor Buffer)> Buffers { get; }

    /// <summary>All momentum, <c>[P]</c>; this object owns it.</summary>
    public Tensor Velocity => velocity;

    /// <summary>Moves the gradients of all parameters into one tensor <c>[P]</c>, with <paramref name="behind"/> after them; the caller owns it.</summary>
    public Tensor TakeGradient(params ReadOnlySpan<Tensor> behind)
    {
        int count = state.Named.Count;
        Tensor[] parts = new Tensor[count + behind.Length];
        behind.CopyTo(parts.AsSpan(count));
        for (int i = 0; i < count; i++)
        {
            using Tensor gradient = state.Named[i].Parameter.grad ?? zeros_like(state.Named[i].Parameter);
            parts[i] = gradient.reshape(-1);
            state.Named[i].Parameter.grad = null;
        }

        Tensor all = cat(parts, 0);
        Array.ForEach(parts, part => part.Dispose());
        return all;
    }

    /// <summary>Applies a gradient <c>[P]</c>, which is overwritten, with a learning rate.</summary>
    public void Step(Tensor gradient, double learningRate)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach (Group group in groups.Where(group => group.LrScale > 0))
        {
            Tensor g = gradient.narrow(0, group.Offset, group.Size);
            double rate = learningRate * group.LrScale;
            if (group.Decay > 0)
            {
                g.add_(group.Parameters, group.Decay);
            }

            group.Velocity.mul_(momentum).add_(g);
            group.Parameters.add_(g, -rate).add_(group.Velocity, -rate * momentum);
        }
    }

    public void Dispose()
    {
        foreach ((_, Tensor buffer) in Buffers)
        {
            buffer.Dispose();
        }

        foreach (Group group in groups)
        {
            group.Parameters.Dispose();
            group.Velocity.Dispose();
        }

        velocity.Dispose();
    }

    /// <summary>Neighbouring parameters with equal treatment, with the number of their elements.</summary>
    private static List<((double Decay, double LrScale) Kind, long Size)> Runs(FlatState state, double weightDecay, double biasLr, Func<string, double> lrScale)
    {
        List<((double, double) Kind, long Size)> runs = [];
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in state.Named)
        {
            (double, double) kind = (parameter.ndim > 1 ? weightDecay : 0, (FlatState.IsBias(name) ? biasLr : 1) * lrScale(name));
            if (runs.Count > 0 && runs[^1].Kind == kind)
            {
                runs[^1] = (kind, runs[^1].Size + parameter.numel());
            }
            else
            {
                runs.Add((kind, parameter.numel()));
            }
        }

        return runs;
    }

    private readonly record struct Group(long Offset, long Size, Tensor Parameters, Tensor Velocity, double Decay, double LrScale);
}
