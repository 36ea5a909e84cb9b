using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Fuzz;
using EdgeResNet.Trainer.Pretrained;
using TorchSharp;
using static EdgeResNet.Tests.Pretrained.TinyTorchFile;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Pretrained;

public sealed class TorchFileTest : IDisposable
{
    private static readonly byte[] sixFloats = Floats(0, 1, 2, 3, 4, 5);
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Tensors_of_every_stride_and_type_are_built()
    {
        byte[] pickle = Pickle(Dictionary(
            (Text("plain"), Tensor("0", 6, 0, [2, 3], [3, 1])),
            (Text("transposed"), Tensor("0", 6, 0, [3, 2], [1, 3])),
            (Text("part"), Tensor("0", 6, 4, [2], [1])),
            (Text("scalar"), Tensor("1", 1, 0, [], [], "LongStorage")),
            (Text("half"), Tensor("2", 1, 0, [1], [1], "HalfStorage")),
            (Text("epoch"), Whole(7))));
        Dictionary<string, Tensor> tensors = Read(Archive(pickle, ("0", sixFloats), ("1", [5, 0, 0, 0, 0, 0, 0, 0]), ("2", [0x00, 0x3E])));
        Assert.Equal(["plain", "transposed", "part", "scalar", "half"], tensors.Keys);
        Assert.Equal([0, 1, 2, 3, 4, 5], tensors["plain"].data<float>().ToArray());
        Assert.Equal([0, 3, 1, 4, 2, 5], tensors["transposed"].contiguous().data<float>().ToArray());
        Assert.Equal([4, 5], tensors["part"].data<float>().ToArray());
        Assert.Equal(5, tensors["scalar"].item<long>());
        Assert.Equal(1.5f, tensors["half"].to(ScalarType.Float32).item<float>());
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model")]
    public void A_checkpoints_inner_dictionary_is_taken(string key)
    {
        byte[] pickle = Pickle(Dictionary((Text("epoch"), Whole(3)), (Text(key), Dictionary((Text("w"), Tensor("0", 6, 0, [6], [1]))))));
        Assert.Equal(["w"], Read(Archive(pickle, ("0", sixFloats))).Keys);
    }

    [Fact]
    public void Nothing_but_tensors_and_containers_can_be_named_or_called()
    {
        Refused(Pickle(Call(Global("os", "system"), Text("touch owned"))), "os.system");
        Refused(Pickle(Call(Global("builtins", "eval"), Text("1"))), "builtins.eval");
        Refused(Pickle(Call(Global("torch", "load"), Text("x"))), "torch.load");
        Refused(Pickle([.. Text("os"), .. Text("system"), 0x93]), "os.system"); // STACK_GLOBAL
        foreach (byte opcode in "iob\x81\x82\x92P"u8.ToArray().Append((byte)0x83)) // INST, OBJ, NEWOBJ, extensions, PERSID …
        {
            Refused(Pickle([.. Mark, .. Text("x"), opcode]), "");
        }

        Assert.False(File.Exists("owned"));
    }

    [Fact]
    public void A_tensor_outside_its_storage_or_larger_than_it_is_refused()
    {
        Refused(Pickle(Dictionary((Text("w"), Tensor("0", 6, 0, [7], [1])))), "outside its storage");
        Refused(Pickle(Dictionary((Text("w"), Tensor("0", 6, 5, [2], [1])))), "outside its storage");
        Refused(Pickle(Dictionary((Text("w"), Tensor("0", 6, -1, [2], [1])))), "");
        Refused(Pickle(Dictionary((Text("w"), Tensor("0", 6, 0, [1 << 30, 1 << 30, 1 << 30], [0, 0, 0])))), "outside its storage");
        Refused(Pickle(Dictionary((Text("w"), Tensor("0", 6, 0, [2], [-1])))), "outside its storage");
        Refused(Pickle(Dictionary((Text("w"), Tensor("9", 6, 0, [6], [1])))), "data/9");
    }

    [Fact]
    public void What_is_no_such_file_is_refused_with_what_to_do()
    {
        Refused(Pickle([.. Whole(1)]), "state_dict");
        Refused(Pickle(Dictionary((Text("epoch"), Whole(1)))), "no tensor");
        string legacy = folder["legacy.pth"];
        File.WriteAllBytes(legacy, [0x80, 2, 0x8a, 10]);
        using Trainer.Models.Network network = Trainer.Models.Architectures.Create(new ArchitectureSpec("resnet20", 0.25, ArchitectureSpec.SmallStem, 2), 1, 16);
        Assert.Contains("torch.save(torch.load(", Assert.Throws<InputException>(() => PretrainedWeights.Load(legacy, network)).Message, StringComparison.Ordinal);
        Assert.Contains("missing.pth", Assert.Throws<InputException>(() => PretrainedWeights.Load(folder["missing.pth"], network)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Five_thousand_damaged_files_are_read_or_refused()
    {
        byte[] pickle = Pickle(Dictionary((Text("a"), Tensor("0", 6, 0, [2, 3], [3, 1])), (Text("b"), Tensor("0", 6, 2, [2], [2]))));
        Mutator mutator = new(seed: 7);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 5000; i++)
        {
            // Half of them damaged inside the pickle, where an archive's checksums would have hidden it from the reader.
            byte[] bytes = i % 2 == 0 ? Archive(mutator.Mutate(pickle), ("0", sixFloats)) : mutator.Mutate(Archive(pickle, ("0", sixFloats)));
            try
            {
                foreach (Tensor tensor in Read(bytes).Values)
                {
                    Assert.InRange(tensor.numel(), 0, 6);
                    tensor.Dispose();
                }

                read++;
            }
            catch (InputException)
            {
                refused++;
            }
        }

        Assert.True(read > 50 && refused > 50, $"{read} were read, {refused} refused: both should be tried");
    }

    private Dictionary<string, Tensor> Read(byte[] file)
    {
        File.WriteAllBytes(folder["w.pth"], file);
        return TorchFile.Read(folder["w.pth"]).Tensors;
    }

    private void Refused(byte[] pickle, string reason)
    {
        string message = Assert.Throws<InputException>(() => Read(Archive(pickle, ("0", sixFloats)))).Message;
        Assert.StartsWith(folder["w.pth"], message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
