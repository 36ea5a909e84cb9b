using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Build;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Pretrained;

/// <summary>Weights go from torchvision to this project and back, and the answers stay the same.</summary>
public sealed class TorchvisionTest : IDisposable
{
    private const float Tolerance = 1e-4f;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "densenet121", "densenet169", "densenet201", Traits = [Long.Trait, Long.Value])]
    public async Task Logits_agree_with_torchvision_in_both_directions(params string[] networks)
    {
        await PythonPeer.NeedsAsync("torchvision");
        string script = Path.Combine(Command.RepositoryRoot, "tests", "Pretrained", "torchvision_peer.py");
        using Process peer = Process.Start(new ProcessStartInfo(PythonPeer.Program, [script, folder.Path, .. networks]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            foreach (string name in networks)
            {
                Assert.Equal($"saved {name}", await LineAsync(peer));
                CompareAndSave(name);
                await peer.StandardInput.WriteLineAsync();
                float[] answer = [.. (await LineAsync(peer)).Split(' ').Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
                Assert.InRange(answer[0], 0, Tolerance * Math.Max(1, answer[1]));
                File.Delete(folder[$"{name}.pth"]);
                File.Delete(folder[$"{name}.safetensors"]);
            }
        }
        finally
        {
            peer.Kill();
            await peer.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<string> LineAsync(Process peer) =>
        await peer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(3)) ?? throw new InvalidOperationException("torchvision's side ended");

    private void CompareAndSave(string name)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Network network = Architectures.Create(new ArchitectureSpec(name, 1, ArchitectureSpec.ImageNetStem, 10), inputChannels: 3, imageSize: 64);
        PretrainedReport report = PretrainedWeights.Load(folder[$"{name}.pth"], network);
        Assert.Empty(report.Fresh);
        Assert.Empty(report.Unused);
        network.eval();
        Tensor picture = tensor(Floats($"{name}.picture")).reshape(2, 3, 64, 64);
        float[] expected = Floats($"{name}.logits");
        float[] actual = network.call(picture).data<float>().ToArray();
        float scale = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], Tolerance * scale);
        }

        SafeTensors.Save(network, folder[$"{name}.safetensors"]);
    }

    private float[] Floats(string file) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder[file])).ToArray();
}
