using System.Globalization;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Trainer.Processes;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>Chooses the device of torch.</summary>
internal static class TorchDevice
{
    private const string VisibleDevices = "CUDA_VISIBLE_DEVICES";

    /// <summary>The devices that a process of a host shall see: the one of its place; null where the launcher gave it its own already.</summary>
    /// <param name="visible">Those of the environment, separated by commas; null: all.</param>
    /// <param name="localRank">Its place on the host.</param>
    public static string? VisibleDevice(string? visible, int localRank) =>
        string.IsNullOrEmpty(visible) ? localRank.ToString(CultureInfo.InvariantCulture)
        : visible.Split(',') is { Length: > 1 } several ? several.ElementAtOrDefault(localRank) ?? ""
        : null;

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

        if (group.Size > 1 && VisibleDevice(Environment.GetEnvironmentVariable(VisibleDevices), group.LocalRank) is string own)
        {
            NativeEnvironment.Set(VisibleDevices, own); // CUDA has not started yet; so NCCL and torch agree on the device
        }

        Device device = Parse(text);
        bool isCpu = device.type == DeviceType.CPU;
        return group.Any(isCpu) && group.Any(!isCpu)
            ? throw new DeviceException($"--device {text}: some processes have a GPU and some have none; start one process for each GPU of a host, or use --device cpu")
            : device;
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
