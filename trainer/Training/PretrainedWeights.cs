using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training;

/// <summary>Weights to start from.</summary>
internal static class PretrainedWeights
{
    /// <summary>Copies every tensor whose name and shape fit; layers of another shape, such as the last one for other classes, keep their initial values.</summary>
    /// <returns>Names of the network's tensors that found no counterpart.</returns>
    /// <exception cref="InputException">The file cannot be read, or nothing in it fits.</exception>
    public static IReadOnlyList<string> Load(string file, Network network)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        (Dictionary<string, Tensor> tensors, _) = SafeTensors.Read(file);
        List<string> missing = [];
        Dictionary<string, Tensor> targets = network.state_dict();
        foreach ((string name, Tensor target) in targets)
        {
            if (tensors.TryGetValue(name, out Tensor? source) && source.shape.SequenceEqual(target.shape))
            {
                target.copy_(source);
            }
            else
            {
                missing.Add(name);
            }
        }

        return missing.Count < targets.Count
            ? missing
            : throw new InputException($"{file}: none of its {tensors.Count} tensors fits {network.Spec.Name}; give weights of this architecture and width");
    }
}
