using System.CommandLine;
using System.Text.Json;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Verbs;

/// <summary><c>--crop</c>, <c>--resize</c> and <c>--image-size</c> of <c>train</c> and <c>retrain</c>.</summary>
public sealed class PreprocessingOptionsTest : IDisposable
{
    private const double Margin = 32.0 / 24;
    private readonly TemporaryFolder folder = new();

    public PreprocessingOptionsTest() => PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog"); // of 40×30 pixels

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_rectangular_padded_input_reaches_recipe_card_and_page()
    {
        Train("run", "--arch", "resnet20", "--width", "0.25", "--image-size", "32x16", "--crop", "pad", "--resize", "bilinear", "--max-steps", "2");
        AssertInput(folder["run/bundle"], 32, 16, "pad", "bilinear", 1);
        Recipe recipe = StrictJson.Read<Recipe>(folder["run/recipe.json"]);
        Assert.Equal((32, 16, "pad", "bilinear"), (recipe.ImageSize, recipe.ImageHeight, recipe.Crop, recipe.Resize));
        Assert.Contains("A picture of another size is resized to fit inside, in the middle, and the rest is filled with the mean colour: bilinear, with antialiasing", File.ReadAllText(folder["run/bundle/README.md"]), StringComparison.Ordinal);

        Train("again", "--recipe", folder["run/recipe.json"], "--image-size", "24", "--max-steps", "1", "--no-export");
        InputSpec square = StrictJson.Read<RunSpec>(folder["again/run.json"]).Input;
        Assert.Equal((24, 24, "pad", "bilinear"), (square.Width, square.Height, square.Crop, square.Resize));
    }

    [Fact]
    public void Older_recipes_and_plain_commands_keep_their_meaning()
    {
        File.WriteAllText(folder["r.json"], "{\"arch\": \"resnet20\", \"width\": 0.25, \"image_size\": 24}");
        Train("run", "--recipe", folder["r.json"], "--max-steps", "1", "--no-export");
        InputSpec input = StrictJson.Read<RunSpec>(folder["run/run.json"]).Input;
        Assert.Equal((24, 24, "center", "area", 1.0), (input.Width, input.Height, input.Crop, input.Resize, input.Margin));
        using JsonDocument written = JsonDocument.Parse(File.ReadAllText(folder["run/recipe.json"]));
        Assert.DoesNotContain(written.RootElement.EnumerateObject(), field => field.Name is "image_height" or "crop" or "resize");
    }

    [Fact]
    public void Padding_does_not_enter_the_normalisation()
    {
        Train("padded", "--arch", "resnet20", "--width", "0.25", "--image-size", "24", "--crop", "pad", "--max-steps", "1", "--no-export");
        Train("stretched", "--arch", "resnet20", "--width", "0.25", "--image-size", "24", "--crop", "none", "--max-steps", "1", "--no-export");
        Assert.Equal(StrictJson.Read<RunSpec>(folder["stretched/run.json"]).Input.Mean, StrictJson.Read<RunSpec>(folder["padded/run.json"]).Input.Mean);
    }

    [Theory]
    [InlineData(1, "--image-size", "16x32")] // 15 of 40 columns are seen
    [InlineData(0, "--image-size", "24")]
    [InlineData(0, "--image-size", "16x32", "--crop", "none")]
    [InlineData(0, "--image-size", "16x32", "--crop", "pad")]
    public void A_crop_that_loses_over_a_third_is_noted(int notes, params string[] options)
    {
        string output = Train("run", ["--arch", "resnet20", "--width", "0.25", "--max-steps", "1", "--no-export", .. options]);
        string[] lines = [.. output.Split('\n').Where(line => line.Contains("cuts off", StringComparison.Ordinal))];
        Assert.Equal(notes, lines.Length);
        Assert.All(lines, line => Assert.Equal("note: the centre crop cuts off 63 % of the typical picture; --crop none stretches the whole picture, --crop pad fits it inside", line));
    }

    [Fact]
    public void Retraining_keeps_the_bundles_preprocessing_unless_overridden()
    {
        string model = WriteModel("resnet20", RandomNetwork.Rgb(24, 24) with { Resize = "bilinear", Margin = Margin });
        Retrain(model, "kept");
        AssertInput(folder["kept/bundle"], 24, 24, "center", "bilinear", Margin);

        Retrain(model, "told", "--crop", "none", "--resize", "area", "--image-size", "32x24");
        AssertInput(folder["told/bundle"], 32, 24, "none", "area", 1);
        ModelBundle told = ModelBundle.Open(folder["told/bundle"]);
        Recipe own = RetrainRecipe.From(told);
        Assert.Equal((32, 24, "none", "area"), (own.ImageSize, own.ImageHeight, own.Crop, own.Resize));
        Assert.Equal(own, RetrainRecipe.Read(File.ReadAllText(folder["told/recipe.json"]), "recipe.json", told));
    }

    [Fact]
    public void Unusable_preprocessing_is_refused_in_one_line()
    {
        string[] train = ["train", "--data", $"folder:{folder["pets"]}", "--arch"];
        AssertFails(2, "crop is 'left'; known are center, none and pad", [.. train, "resnet20", "--crop", "left"]);
        AssertFails(2, "resize is 'lanczos'; known are area and bilinear", [.. train, "resnet20", "--resize", "lanczos"]);
        foreach (string size in (string[])["32x", "x32", "32x24x3", "-32", "32X24", "32.5", "", "99999999999"])
        {
            AssertFails(2, "such as 320x240", [.. train, "resnet20", "--image-size", size]);
        }

        AssertFails(2, "image_size is 4", [.. train, "resnet20", "--image-size", "4x24"]);
        AssertFails(2, "image_height is 4000", [.. train, "resnet20", "--image-size", "24x4000"]);
        AssertFails(3, "alexnet: its linear layers fit 224×224 pixels, not 224×96", [.. train, "alexnet", "--width", "0.1", "--image-size", "224x96"]);
        File.WriteAllText(folder["r.json"], "{\"image_height\": 32}");
        AssertFails(3, "image_height needs image_size", [.. train, "resnet20", "--recipe", folder["r.json"]]);
        string model = WriteModel("vgg19", RandomNetwork.Rgb(24, 24));
        AssertFails(3, "other layers at 8×8", "retrain", "--model", model, "--data", $"folder:{folder["pets"]}", "--image-size", "8");
    }

    private string Train(string run, params string[] arguments)
    {
        (int code, string output, string error) = Run(["train", "--data", $"folder:{folder["pets"]}", .. arguments, "--out", folder[run]]);
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    private void Retrain(string model, string run, params string[] arguments)
    {
        (int code, _, string error) = Run(["retrain", "--model", model, "--data", $"folder:{folder["pets"]}", "--max-steps", "1", .. arguments, "--out", folder[run]]);
        Assert.Equal((0, ""), (code, error));
    }

    private static void AssertInput(string bundle, int width, int height, string crop, string resize, double margin)
    {
        InputSpec input = ModelBundle.Open(bundle).Input;
        Assert.Equal((width, height, crop, resize, margin), (input.Width, input.Height, input.Crop, input.Resize, input.Margin));
    }

    /// <summary>A model file of a network with random weights.</summary>
    private string WriteModel(string arch, InputSpec input)
    {
        using Network network = RandomNetwork.Create(arch, 0.25, ArchitectureSpec.SmallStem, input, classes: 2);
        TrainingSpec training = RandomNetwork.Training with { Recipe = JsonSerializer.SerializeToElement(new Recipe { Arch = arch, Width = 0.25 }, StrictJson.Line) };
        string path = folder[$"{arch}.onnx"];
        Shared.Onnx.OnnxModel.Write(Trainer.Export.Onnx.OnnxExporter.Build(network, arch, input, RandomNetwork.Output(2) with { Labels = ["cat", "dog"] }, training), path);
        return path;
    }

    private void AssertFails(int code, string named, params string[] arguments)
    {
        (int actual, _, string error) = Run([.. arguments, "--out", folder["none"]]);
        Assert.True(code == actual, error);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(folder["none"]));
    }

    private static (int Code, string Output, string Error) Run(string[] arguments)
    {
        RootCommand root = [TrainVerb.Create(), RetrainVerb.Create()];
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = VerbRunner.Run(root, arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
