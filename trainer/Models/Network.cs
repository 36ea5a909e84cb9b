using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Layers;

namespace EdgeResNet.Trainer.Models;

/// <summary>A classifier from normalised pixels <c>(N, C, H, W)</c> in float32 or bfloat16 to logits <c>(N, K)</c> in float32.</summary>
internal abstract class Network(ArchitectureSpec spec, int inputChannels) : Block(spec.Name)
{
    /// <summary>The network as data.</summary>
    public ArchitectureSpec Spec { get; } = spec;

    /// <summary>Channels of the input.</summary>
    public int InputChannels { get; } = inputChannels;

    /// <summary>
    /// Module paths of each stage, from the stem to the head; every parameter is in one of them. Earlier stages are more general: in
    /// transfer they may learn more slowly, or not at all.
    /// </summary>
    public abstract IReadOnlyList<IReadOnlyList<string>> Stages { get; }

    /// <summary>Trainable parameters.</summary>
    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>A nested module's path: the root has none.</summary>
    protected static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
