using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Build;
using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Tests.Training.Recipes;

public sealed class RecipeTest : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("recipe").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("{\"arch\": \"resnet18\", \"learning_rate\": 0.1}", "learning_rate")]
    [InlineData("{\"epochs\": \"ten\"}", "line 1")]
    [InlineData("{\"epochs\": 3,", "line 1")]
    [InlineData("null", "null")]
    public void An_unknown_key_or_broken_JSON_is_named_with_the_file(string json, string named)
    {
        string path = Path.Combine(folder, "r.json");
        File.WriteAllText(path, json);
        InputException error = Assert.Throws<InputException>(() => StrictJson.Read<Recipe>(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData("epochs", "0", "epochs is 0; expected 1 or more")]
    [InlineData("epochs", "100001", "epochs is 100001; expected 1 or more")]
    [InlineData("batch", "1", "batch is 1; expected 2 to 65536 (batch norm needs 2)")]
    [InlineData("image_size", "7", "image_size is 7; expected 8 to 1024")]
    [InlineData("image_height", "1025", "image_height is 1025; expected 8 to 1024")]
    [InlineData("image_height", "32", "image_height needs image_size, the width")]
    [InlineData("crop", "\"left\"", "crop is 'left'; known are center, none and pad")]
    [InlineData("resize", "\"cubic\"", "resize is 'cubic'; known are area and bilinear")]
    [InlineData("lr", "0", "lr is 0; expected a positive number")]
    [InlineData("warmup", "1", "warmup is 1; expected 0 to below 1")]
    [InlineData("momentum", "-0.1", "momentum is -0.1; expected 0 to below 1")]
    [InlineData("weight_decay", "1", "weight_decay is 1; expected 0 to below 1")]
    [InlineData("label_smoothing", "1", "label_smoothing is 1; expected 0 to below 1")]
    [InlineData("ema_decay", "1", "ema_decay is 1; expected 0 (off) to below 1")]
    [InlineData("pad_crop", "65", "pad_crop is 65; expected 0 to 64")]
    [InlineData("erase", "1.5", "erase is 1.5; expected 0 to 1")]
    [InlineData("rotate", "181", "rotate is 181; expected 0 (off) to 180 degrees")]
    [InlineData("zoom", "5", "zoom is 5; expected 0 (off) to 4")]
    [InlineData("crop_scale", "0.001", "crop_scale is 0.001; expected 0.01 to 1, or 0 (off)")]
    [InlineData("color_jitter", "1.5", "color_jitter is 1.5; expected 0 (off) to 1")]
    [InlineData("bias_lr", "0", "bias_lr is 0; expected above 0 to 1000")]
    [InlineData("mixup", "9", "mixup is 9; expected 0 (off) to 8")]
    [InlineData("cutmix", "-1", "cutmix is -1; expected 0 (off) to 8")]
    [InlineData("mix_share", "2", "mix_share is 2; expected 0 to 1")]
    [InlineData("stochastic_depth", "1", "stochastic_depth is 1; expected 0 to below 1")]
    [InlineData("logit_adjustment", "11", "logit_adjustment is 11; expected 0 (off) to 10")]
    [InlineData("balanced_sampling", "true, \"logit_adjustment\": 1", "balanced_sampling and logit_adjustment both correct the same imbalance; choose one")]
    [InlineData("layer_lr_decay", "0", "layer_lr_decay is 0; expected above 0 to 1 (equal rates)")]
    [InlineData("frozen_stages", "-1", "frozen_stages is -1; expected 0 (none) or more")]
    [InlineData("head_lr", "0", "head_lr is 0; expected above 0 to 1000")]
    [InlineData("max_recall_drop", "101", "max_recall_drop is 101; expected 0 to 100 points")]
    [InlineData("teacher", "\"a,,b\"", "teacher is 'a,,b'; expected a bundle, or several separated by commas; or leave it out")]
    [InlineData("teacher_weight", "2", "teacher_weight is 2; expected 0 to 1")]
    [InlineData("teacher_temperature", "0", "teacher_temperature is 0; expected above 0 to 100")]
    [InlineData("validation_share", "1", "validation_share is 1; expected above 0 and below 1")]
    [InlineData("seed", "-1", "seed is -1; expected 0 or more")]
    [InlineData("precision", "\"fp8\"", "precision is 'fp8'; known are fp32 and bf16")]
    public void A_value_out_of_range_is_refused_with_key_and_range(string key, string value, string message)
    {
        Recipe recipe = StrictJson.Parse<Recipe>($"{{\"{key}\": {value}}}", "r");
        Assert.Equal($"r: {message}", Assert.Throws<InputException>(() => recipe.Validated("r")).Message);
        Assert.Equal(message, Assert.Throws<UsageException>(() => recipe.Validated(file: null)).Message);
    }

    [Fact]
    public void A_range_includes_its_limits_and_never_NaN()
    {
        new Recipe { CropScale = 0.01, Rotate = 180, Mixup = 8, LayerLrDecay = 1, Epochs = 1, Seed = long.MaxValue, ValidationShare = 0.999 }.Validated("r");
        Assert.Contains("lr is NaN", Assert.Throws<InputException>(() => new Recipe { Lr = double.NaN }.Validated("r")).Message, StringComparison.Ordinal);
        Assert.Contains("lr is Infinity", Assert.Throws<InputException>(() => new Recipe { Lr = double.PositiveInfinity }.Validated("r")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipe_keys_equal_the_files_keys_and_the_verbs_options()
    {
        JsonElement file = JsonSerializer.SerializeToElement(new Recipe { ImageSize = 8, ImageHeight = 8, Crop = "pad", Resize = "area", Teacher = "t", ValidationShare = 0.1 }, StrictJson.Line);
        Assert.Equal(file.EnumerateObject().Select(key => key.Name), RecipeKey.All.Select(key => key.Name));
        string[] both = ["--epochs", "--batch", "--lr", "--weight-decay", "--bias-lr", "--label-smoothing", "--ema-decay", "--erase", "--rotate", "--zoom", "--crop-scale", "--color-jitter", "--trivial-augment", "--mixup", "--cutmix", "--mix-share", "--stochastic-depth", "--balanced-sampling", "--logit-adjustment", "--layer-lr-decay", "--frozen-stages", "--freeze-norms", "--head-lr", "--teacher", "--teacher-weight", "--teacher-temperature", "--precision", "--sync-bn", "--wire"];
        Assert.Equal(both.Concat(["--arch", "--width", "--zero-gamma", "--dirac", "--validation-share", "--seed"]).Order(), OptionsOf("train").Order());
        Assert.Equal(both.Append("--max-recall-drop").Order(), OptionsOf("retrain").Order());

        static IEnumerable<string> OptionsOf(string verb) => RecipeKey.All.Where(key => key.IsOptionOf(verb)).Select(key => key.Option);
    }

    [Theory]
    [InlineData(60_000, 128, 0.1)]
    [InlineData(300, 32, 0.025)]
    [InlineData(20, 8, 0.00625)]
    [InlineData(4, 4, 0.003125)]
    [InlineData(1, 2, 0.0015625)]
    public void A_small_set_gets_a_small_batch_and_proportional_learning_rate(int pictures, int batch, double lr)
    {
        Recipe fitted = new Recipe { Lr = 0.1 }.FittedTo(pictures, keepsLr: false);
        Assert.Equal((batch, lr), (fitted.Batch, fitted.Lr));
        Assert.Equal(0.1, new Recipe { Lr = 0.1 }.FittedTo(pictures, keepsLr: true).Lr);
    }

    [Fact]
    public void Every_key_has_a_row_in_the_recipe_page()
    {
        string page = File.ReadAllText(Path.Combine(Command.RepositoryRoot, "docs", "recipe.md"));
        Assert.All(RecipeKey.All, key => Assert.Contains($"| `{key.Name}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_shipped_recipes_are_valid()
    {
        string[] recipes = Directory.GetFiles(Path.Combine(Command.RepositoryRoot, "trainer", "recipes"), "*.json");
        Assert.NotEmpty(recipes);
        Assert.All(recipes, path => StrictJson.Read<Recipe>(path).Validated(path));
    }
}
