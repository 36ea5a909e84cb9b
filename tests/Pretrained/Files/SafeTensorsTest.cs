using EdgeResNet.Trainer.Pretrained.Files;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Pretrained.Files;

public sealed class SafeTensorsTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_checkpoint_file_keeps_names_shapes_values_and_text()
    {
        using IDisposable scope = NewDisposeScope();
        string path = folder["c.safetensors"];
        Tensor weight = randn(3, 4);
        Tensor counter = tensor(41L);
        using (FileStream file = File.Create(path))
        {
            SafeTensors.Write(file, [("a.weight", weight.t()), ("b", counter)], [new("note", "ü \"x\"")]);
        }

        (Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata) = SafeTensors.Read(path);
        Assert.Equal(["a.weight", "b"], tensors.Keys);
        Assert.True(tensors["a.weight"].Equals(weight.t()));
        Assert.Equal(41, tensors["b"].item<long>());
        Assert.Equal("ü \"x\"", metadata["note"]);
    }

    [Theory]
    [InlineData("[4611686018427387904, 4]", "[0, 4]")] // 2^64 elements: 0 in 64 bits
    [InlineData("[9223372036854775807]", "[0, 4]")]
    [InlineData("[-1]", "[0, 4]")]
    [InlineData("[-1, -1]", "[0, 4]")]
    [InlineData("[1e30]", "[0, 4]")]
    [InlineData("[2147483647, 2147483647, 2147483647, 0]", "[0, 0]")]
    [InlineData("[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]", "[0, 4]")]
    [InlineData("[1]", "[9223372036854775803, 9223372036854775807]")]
    [InlineData("[1]", "[-4, 0]")]
    [InlineData("[1]", "[4, 0]")]
    [InlineData("[1]", "[0]")]
    [InlineData("1", "[0, 4]")]
    [InlineData("[1]", "null")]
    public void An_absurd_shape_is_refused_before_memory_is_taken(string shape, string offsets)
    {
        byte[] header = System.Text.Encoding.UTF8.GetBytes($$$"""{"a":{"dtype":"F32","shape":{{{shape}}},"data_offsets":{{{offsets}}}}}""");
        byte[] length = BitConverter.GetBytes((long)header.Length);
        File.WriteAllBytes(folder["c.safetensors"], [.. length, .. header, 0, 0, 0, 0]);
        Assert.StartsWith(folder["c.safetensors"], Assert.Throws<InputException>(() => SafeTensors.Read(folder["c.safetensors"])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(-1)]
    public void A_truncated_checkpoint_is_refused(int length)
    {
        string path = folder["c.safetensors"];
        using (Tensor weight = randn(30, 4))
        using (FileStream file = File.Create(path))
        {
            SafeTensors.Write(file, [("a.weight", weight)], []);
        }

        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, length < 0 ? bytes[..^1] : bytes[..length]);
        string message = Assert.Throws<InputException>(() => SafeTensors.Read(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.DoesNotContain("torch.save", message, StringComparison.Ordinal); // a run's checkpoint never was one of these
    }
}
