using EdgeResNet.Shared.Contract;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Data;

/// <summary>Turns uint8 pixels into the network's input, <c>(pixel / 255 − mean) / std</c>, as the exported graph does first.</summary>
internal sealed class Normalizer : IDisposable
{
    private const long BusyPixels = 256 * 28 * 28; // of a batch; with half of it an H100 waits for the CPU

    private readonly Tensor shift; // (1, C, 1, 1)
    private readonly Tensor scale;

    /// <summary>Prepares constants on <paramref name="device"/>.</summary>
    public Normalizer(InputSpec spec, Device device)
    {
        using IDisposable scope = NewDisposeScope();
        shift = tensor(spec.Mean.Select(mean => (float)(255 * mean)).ToArray(), [1, spec.Channels, 1, 1]).to(device).DetachFromDisposeScope();
        scale = tensor(spec.Std.Select(std => (float)(1 / (255 * std))).ToArray(), [1, spec.Channels, 1, 1]).to(device).DetachFromDisposeScope();
    }

    /// <summary>
    /// <c>(N, C, H, W)</c> uint8 to float32 or bfloat16. Uses the layout channels_last, which all layers keep, where convolutions
    /// and norms are faster: on a CPU, and in bfloat16 on a GPU with large batches (docs/benchmarks-log.md, Training speed).
    /// </summary>
    public Tensor Apply(Tensor images, ScalarType type = ScalarType.Float32)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor normalized = images.to(ScalarType.Float32).sub_(shift).mul_(scale).to(type);
        bool faster = images.device_type == DeviceType.CPU || (type == ScalarType.BFloat16 && images.numel() / images.shape[1] >= BusyPixels);
        return (faster ? ChannelsLast(normalized) : normalized).MoveToOuterDisposeScope();
    }

    // Explicit strides, because those of a single channel are ambiguous.
    private static Tensor ChannelsLast(Tensor x)
    {
        (long n, long c, long h, long w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        return x.permute(0, 2, 3, 1).contiguous().as_strided([n, c, h, w], [h * w * c, 1, w * c, c], 0);
    }

    public void Dispose()
    {
        shift.Dispose();
        scale.Dispose();
    }
}
