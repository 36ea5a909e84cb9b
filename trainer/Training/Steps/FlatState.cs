using EdgeResNet.Trainer.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training.Steps;

/// <summary>
/// A network's parameters and norm statistics, each kind in one buffer; the network's own tensors are views of it. Optimizer and
/// average then work on a few tensors instead of hundreds. Owns the buffers.
/// </summary>
internal sealed class FlatState : IDisposable
{
    private readonly List<Tensor> buffers = [];

    /// <summary>Moves the state of <paramref name="network"/> into buffers on its device; values stay the same.</summary>
    public FlatState(Network network)
    {
        // Weights first, because their sizes are multiples of a vector register; then gains of norms, then biases.
        Named = [.. network.named_parameters().OrderBy(p => p.parameter.ndim > 1 ? 0 : IsBias(p.name) ? 2 : 1)];
        Tensor[] statistics = [.. network.buffers().Where(buffer => buffer.is_floating_point())];
        Tensor[] counters = [.. network.buffers().Where(buffer => !buffer.is_floating_point())];
        Parameters = Gather([.. Named.Select(p => p.Parameter)]);
        Statistics = statistics.Length == 0 ? null : Gather(statistics);
        Counters = counters.Length == 0 ? null : Gather(counters);
    }

    /// <summary>The parameters with their names, in the order of <see cref="Parameters"/>.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Named { get; }

    /// <summary>All parameters, <c>[P]</c>, float32.</summary>
    public Tensor Parameters { get; }

    /// <summary>Means and variances of the norms, <c>[S]</c>, float32; null in a network without norms.</summary>
    public Tensor? Statistics { get; }

    /// <summary>Batch counters of the norms, int64; null in a network without norms.</summary>
    public Tensor? Counters { get; }

    /// <summary>All buffers.</summary>
    public IReadOnlyList<Tensor> Buffers => buffers;

    /// <summary>Whether a parameter is a bias.</summary>
    public static bool IsBias(string name) => name.EndsWith("bias", StringComparison.Ordinal);

    /// <summary>Views of the parameters' places in <paramref name="buffer"/>, which has the layout of <see cref="Parameters"/>; the caller owns them.</summary>
    public IEnumerable<(string Name, Tensor View)> Views(Tensor buffer)
    {
        long offset = 0;
        foreach ((string name, Parameter parameter) in Named)
        {
            using Tensor place = buffer.narrow(0, offset, parameter.numel());
            offset += parameter.numel();
            yield return (name, place.view(parameter.shape));
        }
    }

    public void Dispose() => buffers.ForEach(buffer => buffer.Dispose());

    private Tensor Gather(Tensor[] tensors)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor flat = cat([.. tensors.Select(tensor => tensor.reshape(-1))], 0);
        long offset = 0;
        foreach (Tensor tensor in tensors)
        {
            tensor.set_(flat.narrow(0, offset, tensor.numel()).view(tensor.shape));
            offset += tensor.numel();
        }

        buffers.Add(flat.DetachFromDisposeScope());
        return flat;
    }
}
