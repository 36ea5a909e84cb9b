using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Build;
using EdgeResNet.Trainer.Pretrained;
using EdgeResNet.Trainer.Training;
using static TorchSharp.torch;

namespace EdgeResNet.Tests.Training;

public sealed class RecipeTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("recipe").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("{\"arch\": \"resnet18\", \"learning_rate\": 0.1}", "learning_rate")]
    [InlineData("{\"epochs\": \"ten\"}", "line 1")]
    [InlineData("{\"epochs\": 3,", "line 1")]
    [InlineData("null", "null")]
    public void An_unknown_key_and_broken_json_are_named_with_the_file(string json, string named)
    {
        string path = Path.Combine(folder, "r.json");
        File.WriteAllText(path, json);
        InputException error = Assert.Throws<InputException>(() => StrictJson.Read<Recipe>(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Values_out_of_range_are_refused_by_name()
    {
        Assert.Contains("epochs", Assert.Throws<InputException>(() => new Recipe { Epochs = 0 }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("precision", Assert.Throws<InputException>(() => new Recipe { Precision = "fp8" }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("lr", Assert.Throws<InputException>(() => new Recipe { Lr = double.NaN }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("mixup", Assert.Throws<InputException>(() => new Recipe { Mixup = 9 }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("cutmix", Assert.Throws<InputException>(() => new Recipe { Cutmix = -1 }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("stochastic_depth", Assert.Throws<InputException>(() => new Recipe { StochasticDepth = 1 }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("teacher_temperature", Assert.Throws<InputException>(() => new Recipe { TeacherTemperature = 0 }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("validation_share", Assert.Throws<InputException>(() => new Recipe { ValidationShare = 1 }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("crop_scale", Assert.Throws<InputException>(() => new Recipe { CropScale = 0.001 }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("color_jitter", Assert.Throws<InputException>(() => new Recipe { ColorJitter = 1.5 }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("head_lr", Assert.Throws<InputException>(() => new Recipe { HeadLr = 0 }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("seed", Assert.Throws<InputException>(() => new Recipe { Seed = -1 }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("batch", Assert.Throws<UsageException>(() => new Recipe { Batch = 1 }.Validated(file: null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60_000, 128, 0.1)]
    [InlineData(300, 32, 0.025)]
    [InlineData(20, 8, 0.00625)]
    [InlineData(4, 4, 0.003125)]
    [InlineData(1, 2, 0.0015625)]
    public void A_small_set_gets_a_small_batch_and_a_learning_rate_in_proportion(int pictures, int batch, double lr)
    {
        Recipe fitted = new Recipe { Lr = 0.1 }.FittedTo(pictures, keepsLr: false);
        Assert.Equal((batch, lr), (fitted.Batch, fitted.Lr));
        Assert.Equal(0.1, new Recipe { Lr = 0.1 }.FittedTo(pictures, keepsLr: true).Lr);
    }

    [Fact]
    public void The_shipped_recipes_are_valid()
    {
        string[] recipes = Directory.GetFiles(Path.Combine(Command.RepositoryRoot, "trainer", "recipes"), "*.json");
        Assert.NotEmpty(recipes);
        Assert.All(recipes, path => StrictJson.Read<Recipe>(path).Validated(path));
    }

    [Fact]
    public void The_learning_rate_rises_to_its_peak_and_falls_to_almost_nothing()
    {
        OneCycle cycle = new(Peak: 0.4, Warmup: 0.25, Steps: 1000);
        double[] values = [.. Enumerable.Range(0, 1000).Select(step => cycle.At(step))];
        Assert.Equal(0.4, values.Max(), 2);
        Assert.InRange(Array.IndexOf(values, values.Max()), 248, 252);
        Assert.True(values[..250].SequenceEqual(values[..250].Order()));
        Assert.True(values[251..].SequenceEqual(values[251..].OrderDescending()));
        Assert.InRange(values[^1], 0, 0.001);
    }

    [Fact]
    public void A_checkpoint_file_keeps_names_shapes_values_and_text()
    {
        using IDisposable scope = NewDisposeScope();
        string path = Path.Combine(folder, "c.safetensors");
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
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(-1)]
    public void A_truncated_checkpoint_is_refused(int length)
    {
        string path = Path.Combine(folder, "c.safetensors");
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

    [Fact]
    public void A_run_is_in_float32_and_says_so_where_bfloat16_would_only_cost_time()
    {
        Recipe wanted = new() { Precision = "bf16", Seed = 7 };
        using StringWriter slow = new();
        Assert.Equal(wanted with { Precision = "fp32" }, Bfloat16.Fit(wanted, isFast: false, slow));
        Assert.Contains("AVX-512", slow.ToString(), StringComparison.Ordinal);
        using StringWriter fast = new();
        Assert.Equal(wanted, Bfloat16.Fit(wanted, isFast: true, fast));
        Assert.Equal(new Recipe(), Bfloat16.Fit(new Recipe(), isFast: false, fast));
        Assert.Equal("", fast.ToString());
    }
}
