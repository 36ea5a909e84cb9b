using EdgeResNet.Tests.Fuzz;
using EdgeResNet.Trainer.Pretrained.Torch;
using TorchSharp;
using static EdgeResNet.Tests.Pretrained.Torch.TinyTorchFile;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Pretrained.Torch;

/// <summary>Files of before PyTorch 1.6: a stream of pickles and elements.</summary>
public sealed class TorchStreamTest : IDisposable
{
    private static readonly byte[] none = [(byte)'N'];
    private static readonly byte[] yes = [0x88];
    private static readonly byte[] sixFloats = Floats(0, 1, 2, 3, 4, 5);
    private static readonly byte[] twoNames = Pickle(Dictionary(
        (Text("a"), Tensor("7", 6, 0, [3, 2], [1, 3], part: none)),
        (Text("b"), Tensor("8", 1, 0, [], [], "LongStorage", part: none))));

    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Tensors_are_read_from_the_data_behind_the_pickles()
    {
        Dictionary<string, Tensor> tensors = Read(Stream(twoNames, yes, ("8", 1, [5, 0, 0, 0, 0, 0, 0, 0]), ("7", 6, sixFloats))); // the order of the keys counts
        Assert.Equal([0, 3, 1, 4, 2, 5], tensors["a"].contiguous().data<float>().ToArray());
        Assert.Equal(5, tensors["b"].item<long>());
    }

    [Fact]
    public void A_tensor_may_be_part_of_a_storage()
    {
        byte[] Part(int offset) => Pickle(Dictionary((Text("w"), Tensor("7", 6, 1, [2], [1], part: Tuple(Text("v"), Whole(offset), Whole(3))))));
        Assert.Equal([3, 4], Read(Stream(Part(2), yes, ("7", 6, sixFloats)))["w"].data<float>().ToArray());
        Refused(Stream(Part(4), yes, ("7", 6, sixFloats)), "outside");
    }

    [Fact]
    public void Pickles_of_Python_2_and_of_PyTorch_before_0_4_are_read()
    {
        byte[] id = [.. Tuple(Old("storage"), Global("torch", "FloatStorage"), Old("7"), Old("cpu"), [0x8a, 1, 6], none), (byte)'Q'];
        byte[] tensor = Call(Global("torch._utils", "_rebuild_tensor"), id, Whole(0), Tuple(Whole(6)), Tuple(Whole(1)));
        byte[] entry = [(byte)']', .. Mark, .. Old("w"), .. tensor, (byte)'e'];
        byte[] ordered = Call(Global("collections", "OrderedDict"), [(byte)']', .. Mark, .. entry, (byte)'e']);
        Assert.Equal([0, 1, 2, 3, 4, 5], Read(Stream(Pickle(ordered), yes, ("7", 6, sixFloats)))["w"].data<float>().ToArray());

        static byte[] Old(string text) => [(byte)'U', (byte)text.Length, .. text.Select(c => (byte)c)];
    }

    [Fact]
    public void Inconsistent_files_are_refused()
    {
        byte[] good = Stream(twoNames, yes, ("7", 6, sixFloats), ("8", 1, new byte[8]));
        Read(good);
        for (int length = 20; length < good.Length; length++)
        {
            Refused(good[..length], "");
        }

        Refused(Stream(twoNames, [0x89], ("7", 6, sixFloats), ("8", 1, new byte[8])), "big-endian");
        Refused(Stream(twoNames, yes, ("7", 6, sixFloats)), "a storage is missing");
        Refused(Stream(twoNames, yes, ("7", 5, sixFloats), ("8", 1, new byte[8])), "does not have the size");
        Refused(Stream(twoNames, yes, ("7", 6, sixFloats), ("9", 1, new byte[8])), "belongs to no tensor");
        byte[] huge = Pickle(Dictionary((Text("w"), Tensor("7", int.MaxValue, 0, [int.MaxValue], [1], part: none))));
        Refused(Stream(huge, yes, ("7", int.MaxValue, sixFloats)), "exceeds the file");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(5000, Traits = [Long.Trait, Long.Value])]
    public void Damaged_files_are_read_or_refused(int count)
    {
        byte[] original = Stream(twoNames, yes, ("7", 6, sixFloats), ("8", 1, new byte[8]));
        Mutator mutator = new(seed: 8);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            try
            {
                foreach (Tensor tensor in Read(mutator.Mutate(original)).Values)
                {
                    Assert.InRange(tensor.numel(), 0, 100);
                    tensor.Dispose();
                }

                read++;
            }
            catch (InputException)
            {
                refused++;
            }
        }

        Assert.True(read > count / 100 && refused > count / 100, $"{read} were read, {refused} refused: both should be tried");
    }

    private Dictionary<string, Tensor> Read(byte[] file)
    {
        File.WriteAllBytes(folder["w.pth"], file);
        return TorchFile.Read(folder["w.pth"]).Tensors;
    }

    private void Refused(byte[] file, string reason)
    {
        string message = Assert.Throws<InputException>(() => Read(file)).Message;
        Assert.StartsWith(folder["w.pth"], message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
