using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Steps;
using EdgeResNet.Trainer.Training.Teachers;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training.Teachers;

public sealed class TeacherTest : IDisposable
{
    private static readonly InputSpec input = RandomNetwork.Rgb(16, 16);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_teacher_sees_the_pupils_pixels()
    {
        using IDisposable scope = NewDisposeScope();
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, classes: 3);
        string path = Write(network, folder["t.onnx"]);
        Recipe recipe = new() { Teacher = path, Batch = 5, Mixup = 1, Seed = 4 };
        using ITeacher? teacher = Teacher.Load(recipe, ModelBundle.Open(path).Sha256, input, Data(), CPU);
        StepInput prepare = new(recipe, teacher);
        Tensor images = randint(256, [5, 3, 16, 16], dtype: ScalarType.Byte);
        Batch batch = prepare.Prepare(new Batch(images, zeros([5], ScalarType.Int64)), step: 9);

        Assert.False(batch.Images.Equals(images)); // augmented and mixed
        float[] expected = RandomNetwork.Logits(network, input, batch.Images.permute(0, 2, 3, 1).contiguous().bytes.ToArray());
        float[] actual = batch.TeacherLogits!.data<float>().ToArray();
        Assert.Equal([5, 3], batch.TeacherLogits.shape);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void A_teacher_of_another_size_sees_resized_pictures()
    {
        using IDisposable scope = NewDisposeScope();
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, classes: 3);
        ModelBundle bundle = ModelBundle.Open(Write(network, folder["t.onnx"]));
        Recipe recipe = new() { Teacher = folder["t.onnx"], Batch = 4 };
        using ITeacher? deployed = Teacher.Load(recipe, bundle.Sha256, RandomNetwork.Rgb(32, 32), Data(), CPU);
        using NetworkTeacher rebuilt = NetworkTeacher.Load(bundle, Data(), CPU, "fp32");
        Tensor small = randint(256, [4, 3, 16, 16], dtype: ScalarType.Byte);
        Tensor twice = small.repeat_interleave(2, 2).repeat_interleave(2, 3);
        byte[] seen = TeacherPixels.Fit(twice, input).permute(0, 2, 3, 1).contiguous().bytes.ToArray();
        Tensor expected = tensor(RandomNetwork.Logits(network, input, seen), [4, 3]);
        Assert.True(TeacherPixels.Fit(small, input).eq(small).all().item<bool>());
        Assert.InRange((deployed!.Logits(twice) - expected).abs().max().item<float>(), 0, 1e-3);
        Assert.InRange((rebuilt.Logits(twice) - expected).abs().max().item<float>(), 0, 1e-3);
        Tensor gray = full([1, 3, 32, 32], 77, dtype: ScalarType.Byte);
        Assert.True(TeacherPixels.Fit(gray, input).eq(77).all().item<bool>());
    }

    [Fact]
    public void Several_teachers_give_their_mean_logits()
    {
        using IDisposable scope = NewDisposeScope();
        string[] paths = [folder["a.onnx"], folder["b.onnx"]];
        foreach ((string path, double width) in paths.Zip([0.25, 0.5]))
        {
            using Network network = RandomNetwork.Create("resnet20", width, ArchitectureSpec.SmallStem, input, classes: 3);
            Write(network, path);
        }

        Recipe recipe = new() { Teacher = string.Join(',', paths), Batch = 5 };
        string hashes = Teacher.Hash(recipe, input, RandomNetwork.Output(3).Labels)!;
        using ITeacher? panel = Teacher.Load(recipe, hashes, input, Data(), CPU);
        using BundleTeacher first = new(ModelBundle.Open(paths[0]), batch: 5);
        using BundleTeacher second = new(ModelBundle.Open(paths[1]), batch: 5);
        Tensor images = randint(256, [5, 3, 16, 16], dtype: ScalarType.Byte);
        Tensor one = first.Logits(images);
        Tensor other = second.Logits(images);
        Assert.False(one.allclose(other, atol: 0.01));
        Assert.True(panel!.Logits(images).allclose((one + other) / 2));
        File.Copy(paths[0], paths[1], overwrite: true);
        Assert.Contains("b.onnx: is not the teacher", Refusal(() => Teacher.Load(recipe, hashes, input, Data(), CPU)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_GPU_teacher_is_a_network_that_equals_its_file()
    {
        using IDisposable scope = NewDisposeScope();
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, classes: 3);
        ModelBundle bundle = ModelBundle.Open(Write(network, folder["t.onnx"]));
        using BundleTeacher deployed = new(bundle, batch: 5);
        using NetworkTeacher rebuilt = NetworkTeacher.Load(bundle, Data(), CPU, "fp32");
        using NetworkTeacher rounded = NetworkTeacher.Load(bundle, Data(), CPU, "bf16");
        Tensor images = randint(256, [5, 3, 16, 16], dtype: ScalarType.Byte);
        Tensor expected = deployed.Logits(images);
        Tensor actual = rebuilt.Logits(images);
        Assert.False(actual.requires_grad);
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, 1e-3);
        float spread = expected.std().item<float>();
        Assert.InRange((expected - rounded.Logits(images)).abs().max().item<float>(), 1e-6, 0.1 * spread);
    }

    [Fact]
    public void A_teacher_with_other_classes_colours_or_file_is_refused()
    {
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, classes: 3);
        string path = Write(network, folder["t.onnx"]);
        IReadOnlyList<string> labels = RandomNetwork.Output(3).Labels;
        Assert.Contains("classes", Refusal(() => Teacher.Open(path, input, [.. labels, "one more"])), StringComparison.Ordinal);
        Assert.Contains("it takes rgb pictures and the new network gray ones", Refusal(() => Teacher.Open(path, RandomNetwork.Gray(16, 16), labels)), StringComparison.Ordinal);
        Assert.Contains("SHA-256", Refusal(() => Teacher.Load(new Recipe { Teacher = path, Batch = 2 }, "0", input, Data(), CPU)), StringComparison.Ordinal);
        Assert.Contains("no such model", Refusal(() => Teacher.Open(folder["none"], input, labels)), StringComparison.Ordinal);
    }

    private static DataSplits Data()
    {
        SmoothNoise pictures = new(64, input, 3);
        return new DataSplits(pictures, pictures, null, "rgb", "");
    }

    private string Refusal(Action open)
    {
        string message = Assert.Throws<InputException>(open).Message;
        Assert.Contains(folder.Path, message, StringComparison.Ordinal);
        return message;
    }

    private static string Write(Network network, string path)
    {
        OnnxModel.Write(OnnxExporter.Build(network, "teacher", input, RandomNetwork.Output(3), RandomNetwork.Training), path);
        return path;
    }
}
