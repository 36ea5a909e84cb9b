using EdgeResNet.Shared.Contract;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training;

/// <summary>uint8 pixels to the network's input, <c>(pixel / 255 − mean) / std</c>: what the exported graph does first.</summary>
internal sealed class Normalizer : IDisposable
{
    private readonly Tensor shift; // (1, C, 1, 1)
    private readonly Tensor scale;

    /// <summary>Prepares constants on <paramref name="device"/>.</summary>
    public Normalizer(InputSpec spec, Device device)
    {
        using IDisposable scope = NewDisposeScope();
        shift = tensor(spec.Mean.Select(mean => (float)(255 * mean)).ToArray(), [1, spec.Channels, 1, 1]).to(device).DetachFromDisposeScope();
        scale = tensor(spec.Std.Select(std => (float)(1 / (255 * std))).ToArray(), [1, spec.Channels, 1, 1]).to(device).DetachFromDisposeScope();
    }

    /// <summary><c>(N, C, H, W)</c> uint8 to float32.</summary>
    public Tensor Apply(Tensor images) => images.to(ScalarType.Float32).sub_(shift).mul_(scale);

    /// <inheritdoc/>
    public void Dispose()
    {
        shift.Dispose();
        scale.Dispose();
    }
}
