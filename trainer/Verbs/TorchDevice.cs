using EdgeResNet.Shared.Cli;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Verbs;

/// <summary>Chooses where torch computes.</summary>
internal static class TorchDevice
{
    /// <summary>Parses <c>auto</c>, <c>cpu</c> or <c>cuda[:N]</c>; only <c>auto</c> may fall back to the CPU.</summary>
    /// <exception cref="UsageException">The text is none of these.</exception>
    /// <exception cref="DeviceException">CUDA was asked for and is not there.</exception>
    public static Device Parse(string text)
    {
        string[] parts = text.Split(':');
        int index = 0;
        if (parts.Length > 2 || (parts.Length == 2 && (parts[0] != "cuda" || !int.TryParse(parts[1], out index) || index < 0)))
        {
            throw new UsageException($"--device {text}: expected auto, cpu or cuda[:N]");
        }

        switch (parts[0])
        {
            case "cpu":
                return CPU;
            case "auto":
                return cuda.is_available() ? CUDA : CPU;
            case "cuda":
                if (!cuda.is_available())
                {
                    throw new DeviceException("--device cuda: torch finds no CUDA device; install the driver and run ./edgeresnet setup --accelerator cuda, or use --device cpu");
                }

                return index < cuda.device_count()
                    ? torch.device(DeviceType.CUDA, index)
                    : throw new DeviceException($"--device {text}: this machine has {Counted.Of(cuda.device_count(), "CUDA device")}");
            default:
                throw new UsageException($"--device {text}: expected auto, cpu or cuda[:N]");
        }
    }
}
