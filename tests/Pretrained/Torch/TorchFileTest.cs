using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Fuzz;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Pretrained.Torch;
using TorchSharp;
using static EdgeResNet.Tests.Pretrained.Torch.TinyTorchFile;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Pretrained.Torch;

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
    public void Tensors_of_every_stride_and_type_are_read()
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
    public void A_checkpoints_inner_dictionary_is_used(string key)
    {
        byte[] pickle = Pickle(Dictionary((Text("epoch"), Whole(3)), (Text(key), Dictionary((Text("w"), Tensor("0", 6, 0, [6], [1]))))));
        Assert.Equal(["w"], Read(Archive(pickle, ("0", sixFloats))).Keys);
    }

    [Fact]
    public void Only_tensors_and_containers_are_built()
    {
        Refused(Pickle(Call(Global("os", "system"), Text("touch owned"))), "has no dictionary");
        Refused(Pickle([.. Text("os"), .. Text("system"), 0x93]), "has no dictionary"); // STACK_GLOBAL
        Refused(Pickle(Call(Text("os.system"), Text("touch owned"))), "not a function");
        foreach (byte opcode in "iob\x81\x82\x92P"u8.ToArray().Append((byte)0x83)) // INST, OBJ, NEWOBJ, extensions, PERSID …
        {
            Refused(Pickle([.. Mark, .. Text("x"), opcode]), "");
        }

        Assert.False(File.Exists("owned"));
    }

    [Fact]
    public void Other_objects_become_inert_placeholders()
    {
        byte[] system = Call(Global("os", "system"), Text("touch owned"));
        byte[] space = [.. Global("argparse", "Namespace"), (byte)')', 0x81, .. Dictionary((Text("lr"), Whole(1))), (byte)'b']; // NEWOBJ, BUILD
        byte[] partial = Call(Call(Global("functools", "partial"), system), Text("called"));
        byte[] filled = [.. Call(Global("collections", "Counter")), .. Mark, .. Text("a"), .. Whole(1), (byte)'u', .. Mark, .. Whole(2), (byte)'e'];
        byte[] set = [0x8f, .. Mark, .. Whole(1), 0x90, .. Mark, .. Whole(1), 0x91, (byte)'0']; // EMPTY_SET, ADDITEMS, FROZENSET, POP
        byte[] built = [.. Global("enum", "E"), (byte)')', (byte)'}', 0x92]; // NEWOBJ_EX
        byte[] bytes = [(byte)'C', 2, 1, 2, (byte)'0', (byte)'B', 1, 0, 0, 0, 9, (byte)'0', 0x8b, 9, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, (byte)'0', (byte)'L', .. "12L\n"u8];
        byte[] strange = Call(Global("torch._utils", "_rebuild_tensor_v2"), space, Whole(0), Tuple(Whole(6)), Tuple(Whole(1)));
        WeightFile file = ReadFile(Archive(
            Pickle(Dictionary(
                (Text("w"), Tensor("0", 6, 0, [6], [1])), (Text("args"), space), (Text("p"), partial), (Text("c"), filled), (Text("set"), set),
                (Text("e"), built), (Text("b"), bytes), (Text("x"), strange), (Tuple(Whole(1)), Whole(2)), (Text("class"), Global("torch", "float32")))),
            ("0", sixFloats)));
        Assert.Equal(["w"], file.Tensors.Keys);
        Assert.Equal(["argparse.Namespace", "os.system", "functools.partial", "collections.Counter", "enum.E"], file.Unread);
        Assert.False(File.Exists("owned"));
        Refused(Pickle(Dictionary((Text("w"), Call(Global("torch._utils", "_rebuild_tensor_v2"), Whole(1), space)))), "invalid arguments");
    }

    [Fact]
    public void The_averaged_weights_are_taken_and_all_sets_are_named()
    {
        static (byte[], byte[]) Set(string key, string weight) => (Text(key), Dictionary((Text(weight), Tensor("0", 6, 0, [6], [1]))));
        WeightFile file = ReadFile(Archive(Pickle(Dictionary(Set("model", "raw"), Set("model_ema", "averaged"), (Text("state_dict"), Dictionary((Text("step"), Whole(1)))))), ("0", sixFloats)));
        Assert.Equal(("averaged", "model_ema", "model"), (Assert.Single(file.Tensors.Keys), file.Taken, Assert.Single(file.Left)));
        file = ReadFile(Archive(Pickle(Dictionary(Set("state_dict", "raw"), Set("state_dict_ema", "averaged"))), ("0", sixFloats)));
        Assert.Equal(("averaged", "state_dict_ema", "state_dict"), (Assert.Single(file.Tensors.Keys), file.Taken, Assert.Single(file.Left)));
        PretrainedReport report = new(1, [], []) { Taken = file.Taken, Left = file.Left, Unread = ["argparse.Namespace"] };
        Assert.Equal("f: 1 tensors of 'state_dict_ema' (left: state_dict) taken; not read: argparse.Namespace", report.Describe("f"));
    }

    [Fact]
    public void Tensors_much_larger_than_the_file_are_refused()
    {
        byte[] pickle = Pickle(Dictionary([.. Enumerable.Range(0, 6).Select(i => (Text($"w{i}"), Tensor("0", 100_000, 0, [100_000], [1])))]));
        string message = Assert.Throws<InputException>(() => Read(Archive(pickle, ("0", new byte[400_000])))).Message;
        Assert.Contains("much larger than the file", message, StringComparison.Ordinal);
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
    public void A_file_that_is_no_checkpoint_is_refused_with_advice()
    {
        Refused(Pickle([.. Whole(1)]), "state_dict");
        Refused(Pickle(Dictionary((Text("epoch"), Whole(1)))), "no tensor");
        string other = folder["other.pth"];
        File.WriteAllBytes(other, [0x80, 2, 0x8a, 10]);
        using Trainer.Models.Network network = Trainer.Models.Architectures.Create(new ArchitectureSpec("resnet20", 0.25, ArchitectureSpec.SmallStem, 2), 1, 16);
        Assert.Contains("neither a safetensors file nor one of PyTorch's torch.save", Assert.Throws<InputException>(() => PretrainedWeights.Load(other, network)).Message, StringComparison.Ordinal);
        Assert.Contains("missing.pth", Assert.Throws<InputException>(() => PretrainedWeights.Load(folder["missing.pth"], network)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(5000, Traits = [Long.Trait, Long.Value])]
    public void Damaged_files_are_read_or_refused(int count)
    {
        byte[] pickle = Pickle(Dictionary((Text("a"), Tensor("0", 6, 0, [2, 3], [3, 1])), (Text("b"), Tensor("0", 6, 2, [2], [2]))));
        Mutator mutator = new(seed: 7);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            // Half are damaged inside the pickle, which an archive's checksums would hide from the reader.
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

        Assert.True(read > count / 100 && refused > count / 100, $"{read} were read, {refused} refused: both should be tried");
    }

    private Dictionary<string, Tensor> Read(byte[] file) => ReadFile(file).Tensors;

    private WeightFile ReadFile(byte[] file)
    {
        File.WriteAllBytes(folder["w.pth"], file);
        return TorchFile.Read(folder["w.pth"]);
    }

    private void Refused(byte[] pickle, string reason)
    {
        string message = Assert.Throws<InputException>(() => Read(Archive(pickle, ("0", sixFloats)))).Message;
        Assert.StartsWith(folder["w.pth"], message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
