using EdgeResNet.Trainer.Verbs;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Verbs;

public sealed class TorchDeviceTest
{
    [Theory]
    [InlineData("gpu")]
    [InlineData("")]
    [InlineData("cpu:0")]
    [InlineData("auto:1")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("cuda:0:1")]
    public void A_malformed_device_is_refused(string text) =>
        Assert.Equal($"--device {text}: expected auto, cpu or cuda[:N]", Assert.Throws<UsageException>(() => TorchDevice.Parse(text)).Message);

    [Fact]
    public void Only_auto_falls_back_to_the_cpu()
    {
        Assert.Equal(DeviceType.CPU, TorchDevice.Parse("cpu").type);
        Assert.Equal(cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU, TorchDevice.Parse("auto").type);
        Assert.SkipWhen(cuda.is_available(), "this machine has a CUDA device");
        Assert.StartsWith("--device cuda: torch finds no CUDA device", Assert.Throws<DeviceException>(() => TorchDevice.Parse("cuda:1")).Message, StringComparison.Ordinal);
    }
}
