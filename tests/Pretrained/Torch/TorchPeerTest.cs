using System.Runtime.InteropServices;
using EdgeResNet.Tests.Build;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Pretrained.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Pretrained.Torch;

/// <summary>Files that real torch writes, with the extra objects of real training scripts.</summary>
public sealed class TorchPeerTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_torch_save_format_is_read_with_other_objects_inside()
    {
        await PythonPeer.NeedsAsync("torch");
        CommandResult peer = await Command.RunAsync(PythonPeer.Program, [Path.Combine(Command.RepositoryRoot, "tests", "Pretrained", "Torch", "torch_file_peer.py"), folder.Path]);
        Assert.True(peer.ExitCode == 0, peer.Error);
        float[] expected = MemoryMarshal.Cast<byte, float>(await File.ReadAllBytesAsync(folder["0.weight"], TestContext.Current.CancellationToken)).ToArray();
        string[] files = Directory.GetFiles(folder.Path, "*.pth");
        Assert.Equal(24, files.Length);
        foreach (string path in files)
        {
            using DisposeScope scope = NewDisposeScope();
            WeightFile file = TorchFile.Read(path);
            string name = Path.GetFileName(path);
            bool averaged = name.StartsWith("average", StringComparison.Ordinal);
            Assert.Equal(averaged ? ("model_ema", 1) : (name.StartsWith("plain", StringComparison.Ordinal) ? null : "model", 0), (file.Taken, file.Left.Count));
            Dictionary<string, Tensor> tensors = WeightNames.Normalize(file.Tensors);
            Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "2.weight", "2.bias"], tensors.Keys);
            Assert.Equal(averaged ? expected.Select(value => 2 * value) : expected, tensors["0.weight"].data<float>().ToArray());
            Assert.Equal(!name.StartsWith("plain", StringComparison.Ordinal), file.Unread.Contains("argparse.Namespace"));
        }
    }
}
