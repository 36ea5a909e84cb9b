using EdgeResNet.Shared.Cli;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>Chooses the device of torch.</summary>
internal static class TorchDevice
{
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
