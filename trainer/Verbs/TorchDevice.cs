using EdgeResNet.Shared.Cli;
using EdgeResNet.Trainer.Processes;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>Chooses the device of torch.</summary>
internal static class TorchDevice
{
    /// <summary>The device of a process of a group, which also takes its share of the cores: several processes of a host have a GPU each.</summary>
    /// <inheritdoc cref="Parse(string)"/>
    public static Device Parse(string text, IProcessGroup group)
    {
        if (group.Threads is int threads)
        {
            set_num_threads(Math.Min(get_num_threads(), threads));
        }

        if (group.Size > 1 && text.StartsWith("cuda:", StringComparison.Ordinal))
        {
            throw new UsageException($"--device {text}: each process takes the GPU of its place on its host; use --device cuda");
        }

        Device device = Parse(text);
        return device.type == DeviceType.CPU || group.Size == 1 ? device
            : cuda.device_count() == 1 && !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CUDA_VISIBLE_DEVICES")) ? CUDA // the launcher gave it its own
            : group.LocalRank < cuda.device_count() ? torch.device(DeviceType.CUDA, group.LocalRank)
            : throw new DeviceException($"--device {text}: {Counted.Of(cuda.device_count(), "CUDA device")} for more processes on this host; start one process a device");
    }

    /// <summary>Parses <c>auto</c>, <c>cpu</c> or <c>cuda[:N]</c>; only <c>auto</c> may fall back to the CPU.</summary>
    /// <exception cref="UsageException">The text is none of these.</exception>
    /// <exception cref="DeviceException">CUDA was requested and is not available.</exception>
    public static Device Parse(string text)
    {
        string[] parts = text.Split(':');
        int index = 0;
        bool isKnown = parts is ["auto"] or ["cpu"] or ["cuda"] || (parts is ["cuda", string number] && int.TryParse(number, out index) && index >= 0);
        return !isKnown ? throw new UsageException($"--device {text}: expected auto, cpu or cuda[:N]")
            : parts[0] == "cpu" ? CPU
            : parts[0] == "auto" ? cuda.is_available() ? CUDA : CPU
            : !cuda.is_available() ? throw new DeviceException("--device cuda: torch finds no CUDA device; install the driver and run ./edgeresnet setup --accelerator cuda, or use --device cpu")
            : index < cuda.device_count() ? torch.device(DeviceType.CUDA, index)
            : throw new DeviceException($"--device {text}: this machine has {Counted.Of(cuda.device_count(), "CUDA device")}");
    }
}
