using System.CommandLine;
using System.Text.Json;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Verbs;

public sealed class TrainVerbTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_few_photos_become_a_proven_bundle_and_resume()
    {
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        Assert.Equal((0, ""), Run("--data", $"folder:{folder["pets"]}", "--arch", "resnet20", "--width", "0.25", "--image-size", "16", "--epochs", "3", "--max-steps", "4", "--out", folder["run"]));
        foreach (string file in new[] { "recipe.json", "run.json", "metrics.jsonl", "best.safetensors", "last.safetensors", "summary.json", "report.html", "tensorboard/events.out.tfevents.edgeresnet", "bundle/card.json", "bundle/model.onnx" })
        {
            Assert.True(File.Exists(folder[$"run/{file}"]), file);
        }

        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(folder["run/summary.json"]));
        Assert.Equal(4, summary.RootElement.GetProperty("steps").GetInt64());
        byte[] model = File.ReadAllBytes(folder["run/bundle/model.onnx"]);

        Assert.Equal((0, ""), Run("--out", folder["run"], "--resume"));
        Assert.Equal(model, File.ReadAllBytes(folder["run/bundle/model.onnx"]));

        Assert.Equal((0, ""), Run("--data", $"folder:{folder["pets"]}", "--recipe", folder["run/recipe.json"], "--max-steps", "1", "--pretrained", folder["run/best.safetensors"], "--out", folder["again"]));
    }

    [Fact]
    public void A_resumed_trial_stays_a_trial()
    {
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        Assert.Equal((0, ""), Run("--data", $"folder:{folder["pets"]}", "--arch", "resnet20", "--width", "0.25", "--image-size", "16", "--max-steps", "1", "--no-export", "--out", folder["trial"]));
        Assert.Equal((0, ""), Run("--out", folder["trial"], "--resume"));
        Assert.False(Directory.Exists(folder["trial/bundle"]));
    }

    [Fact]
    public void A_resumed_run_can_become_a_trial()
    {
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        Assert.Equal((0, ""), Run("--data", $"folder:{folder["pets"]}", "--arch", "resnet20", "--width", "0.25", "--image-size", "16", "--max-steps", "1", "--out", folder["run"]));
        Directory.Delete(folder["run/bundle"], recursive: true);
        Assert.Equal((0, ""), Run("--out", folder["run"], "--resume", "--no-export"));
        Assert.Equal((0, ""), Run("--out", folder["run"], "--resume"));
        Assert.False(Directory.Exists(folder["run/bundle"]));
    }

    [Theory]
    [InlineData("{\"arch\": \"resnet20\"}", 8, 0.00625, "note: batch 8 instead of 128 and lr 0.00625 instead of 0.1 for 16 training pictures")]
    [InlineData("{\"arch\": \"resnet20\", \"lr\": 0.1}", 8, 0.1, "note: batch 8 instead of 128 for 16 training pictures")]
    [InlineData("{\"arch\": \"resnet20\", \"batch\": 16}", 16, 0.1, "")]
    [InlineData(null, 8, 0.00625, "note: batch 8 instead of 128 and lr 0.00625 instead of 0.1 for 16 training pictures")]
    public void A_small_set_gets_a_small_batch_by_default_with_a_message(string? json, int batch, double lr, string note)
    {
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        File.WriteAllText(folder["r.json"], json);
        string[] recipe = json is null ? ["--arch", "resnet20"] : ["--recipe", folder["r.json"]];
        using StringWriter output = new();
        Assert.Equal(0, VerbRunner.Run([TrainVerb.Create()], ["train", "--data", $"folder:{folder["pets"]}", .. recipe, "--width", "0.25", "--image-size", "16", "--max-steps", "1", "--no-export", "--out", folder["run"]], output, TextWriter.Null));
        Recipe used = StrictJson.Read<Recipe>(folder["run/recipe.json"]);
        Assert.Equal((batch, lr), (used.Batch, used.Lr));
        Assert.Equal(note.Length > 0 ? 1 : 0, output.ToString().Split('\n').Count(line => line.StartsWith("note: batch", StringComparison.Ordinal)));
        Assert.Contains(note, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pretrained_weights_bring_a_transfer_recipe_that_options_override()
    {
        PictureFolder.Create(folder["pets"], perClass: 16, "cat", "dog");
        string[] common = ["--data", $"folder:{folder["pets"]}", "--image-size", "16", "--max-steps", "1", "--no-export"];
        string[] network = ["--arch", "resnet20", "--width", "0.25"];
        Assert.Equal((0, ""), Run([.. common, .. network, "--out", folder["first"]]));
        string weights = folder["first/best.safetensors"];
        Assert.Equal(0, StrictJson.Read<Recipe>(folder["first/recipe.json"]).CropScale); // a fresh network

        using StringWriter output = new();
        Assert.Equal(0, VerbRunner.Run([TrainVerb.Create()], ["train", .. common, .. network, "--pretrained", weights, "--out", folder["second"]], output, TextWriter.Null));
        Recipe expected = TransferRecipe.Default;
        Assert.Equal(expected with { Arch = "resnet20", Width = 0.25, ImageSize = 16, Batch = 8, Lr = expected.Lr * 8 / expected.Batch }, StrictJson.Read<Recipe>(folder["second/recipe.json"])); // fitted to 32 pictures
        Assert.True(expected is { FreezeNorms: true, CropScale: > 0, ColorJitter: > 0, Flip: true });
        Assert.Single(output.ToString().Split('\n'), line => line.StartsWith("note: recipe for transfer", StringComparison.Ordinal));

        Assert.Equal((0, ""), Run([.. common, .. network, "--pretrained", weights, "--lr", "0.03", "--crop-scale", "0", "--color-jitter", "0.5", "--trivial-augment", "--freeze-norms", "false", "--head-lr", "2", "--out", folder["third"]]));
        Recipe overruled = StrictJson.Read<Recipe>(folder["third/recipe.json"]);
        Assert.Equal((0.03, 0.0, 0.5, true, false, 2.0, expected.Epochs), (overruled.Lr, overruled.CropScale, overruled.ColorJitter, overruled.TrivialAugment, overruled.FreezeNorms, overruled.HeadLr, overruled.Epochs));

        File.WriteAllText(folder["r.json"], "{\"arch\": \"resnet20\", \"width\": 0.25}");
        Assert.Equal((0, ""), Run([.. common, "--recipe", folder["r.json"], "--pretrained", weights, "--out", folder["fourth"]]));
        Assert.Equal((false, 0.0, 20), (StrictJson.Read<Recipe>(folder["fourth/recipe.json"]).FreezeNorms, StrictJson.Read<Recipe>(folder["fourth/recipe.json"]).CropScale, StrictJson.Read<Recipe>(folder["fourth/recipe.json"]).Epochs));

        AssertFails(3, "freeze_norms", [.. common, .. network, "--freeze-norms"]);
        AssertFails(2, "crop_scale", [.. common, .. network, "--crop-scale", "2"]);
    }

    [Fact]
    public void An_impossible_training_gives_its_code_and_leaves_nothing()
    {
        PictureFolder.Create(folder["pets"], perClass: 4, "cat", "dog");
        string data = $"folder:{folder["pets"]}";
        AssertFails(2, "--arch", "--data", data);
        AssertFails(2, "--data", "--arch", "resnet20");
        AssertFails(2, "resnet19", "--data", data, "--arch", "resnet19", "--image-size", "16");
        AssertFails(2, "epochs", "--data", data, "--arch", "resnet20", "--epochs", "0");
        AssertFails(2, "seed is -1", "--data", data, "--arch", "resnet20", "--seed", "-1");
        AssertFails(2, "mixup", "--data", data, "--arch", "resnet20", "--mixup", "-1");
        AssertFails(3, "zero_gamma", "--data", data, "--arch", "plain20", "--image-size", "16", "--zero-gamma");
        AssertFails(3, "teacher", "--data", data, "--arch", "resnet20", "--image-size", "16", "--teacher", folder["teacher"]);
        AssertFails(3, "validation_share", "--data", data, "--arch", "resnet20", "--image-size", "16", "--validation-share", "0.1");
        AssertFails(2, "--max-steps", "--data", data, "--arch", "resnet20", "--max-steps", "0");
        AssertFails(3, "there is no such file", "--data", data, "--arch", "resnet20", "--image-size", "16", "--pretrained", folder["weights"]);
        AssertFails(3, "it is a folder", "--data", data, "--arch", "resnet20", "--image-size", "16", "--pretrained", folder["pets"]);
        File.WriteAllText(folder["garbage.pth"], "neither of both");
        AssertFails(3, folder["garbage.pth"], "--data", $"folder:{folder["nowhere"]}", "--arch", "resnet20", "--pretrained", folder["garbage.pth"]); // before the data are read
        AssertFails(3, "neither", "--data", data, "--arch", "resnet20", "--image-size", "16", "--pretrained", folder["garbage.pth"]);
        AssertFails(3, folder["r.json"], "--data", data, "--recipe", folder["r.json"]);
        AssertFails(3, "run.json", "--resume");
        File.WriteAllText(folder["pets/train/cat/broken.png"], "no picture");
        AssertFails(3, "broken.png", "--data", data, "--arch", "resnet20", "--image-size", "16");
    }

    [Fact]
    public void Settings_beside_resume_are_refused() => AssertFails(2, "--epochs", "--resume", "--epochs", "3");

    [Fact]
    public void Throughput_reports_the_contract_keys()
    {
        RootCommand root = [ThroughputVerb.Create()];
        Assert.Equal(0, VerbRunner.Run(root, ["throughput", "--arch", "resnet20", "--width", "0.25", "--batch", "4", "--steps", "2", "--json", folder["t.json"]], TextWriter.Null, TextWriter.Null));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["t.json"]));
        Assert.Equal(["arch", "params", "batch", "precision", "device", "steps", "ms_per_step", "img_per_s", "peak_memory_bytes"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.InRange(json.RootElement.GetProperty("peak_memory_bytes").GetInt64(), 50_000_000, 100_000_000_000);
    }

    [Fact]
    public void A_profile_gives_each_phases_share_of_a_step()
    {
        RootCommand root = [ThroughputVerb.Create()];
        Assert.Equal(0, VerbRunner.Run(root, ["throughput", "--arch", "resnet20", "--width", "0.25", "--batch", "4", "--steps", "3", "--profile", "--json", folder["t.json"]], TextWriter.Null, TextWriter.Null));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["t.json"]));
        JsonElement[] phases = [.. json.RootElement.GetProperty("profile").EnumerateArray()];
        Assert.Equal(["input", "forward", "backward", "optimizer"], phases.Select(phase => phase.GetProperty("phase").GetString()));
        Assert.Equal(1, phases.Sum(phase => phase.GetProperty("share").GetDouble()), 9);
        Assert.All(phases, phase => Assert.True(phase.GetProperty("ms").GetDouble() > 0));
    }

    [Fact]
    public void A_network_learns_from_a_bundle_with_every_recipe_option()
    {
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        string[] common = ["--data", $"folder:{folder["pets"]}", "--arch", "resnet20", "--width", "0.25", "--image-size", "16", "--max-steps", "2"];
        Assert.Equal((0, ""), Run([.. common, "--out", folder["large"]]));
        Assert.Equal((0, ""), Run([
            .. common, "--out", folder["small"], "--teacher", folder["large/bundle"], "--teacher-weight", "0.5", "--teacher-temperature", "2", "--mixup", "0.2", "--cutmix", "1", "--mix-share", "0.5",
            "--erase", "0.25", "--rotate", "5", "--zoom", "0.1", "--stochastic-depth", "0.1", "--zero-gamma", "--dirac", "--bias-lr", "2", "--weight-decay", "0.001", "--label-smoothing", "0.05", "--ema-decay", "0.9"]));
        using JsonDocument recipe = JsonDocument.Parse(File.ReadAllText(folder["small/recipe.json"]));
        JsonElement saved = recipe.RootElement;
        Assert.Equal(folder["large/bundle"], saved.GetProperty("teacher").GetString());
        Assert.True(saved.GetProperty("zero_gamma").GetBoolean() && saved.GetProperty("dirac").GetBoolean());
        (string Key, double Value)[] asked =
        [
            ("teacher_weight", 0.5), ("teacher_temperature", 2), ("mixup", 0.2), ("cutmix", 1), ("mix_share", 0.5), ("erase", 0.25), ("rotate", 5), ("zoom", 0.1), ("stochastic_depth", 0.1),
            ("bias_lr", 2), ("weight_decay", 0.001), ("label_smoothing", 0.05), ("ema_decay", 0.9),
        ];
        Assert.All(asked, field => Assert.Equal(field.Value, saved.GetProperty(field.Key).GetDouble()));
        using JsonDocument run = JsonDocument.Parse(File.ReadAllText(folder["small/run.json"]));
        Assert.Equal(64, run.RootElement.GetProperty("teacher_sha256").GetString()!.Length);

        Assert.Equal((0, ""), Run("--out", folder["small"], "--resume"));
    }

    [Fact]
    public void Card_and_page_name_the_rule_that_chose_the_checkpoint()
    {
        PictureFolder.Create(folder["pets"], perClass: 10, "cat", "dog");
        Directory.Move(folder["pets/val"], folder["pets/test"]);
        Assert.Equal((0, ""), Run("--data", $"folder:{folder["pets"]}", "--arch", "resnet20", "--width", "0.25", "--image-size", "16", "--max-steps", "2", "--validation-share", "0.3", "--out", folder["run"]));
        using JsonDocument card = JsonDocument.Parse(File.ReadAllText(folder["run/bundle/card.json"]));
        JsonElement selection = card.RootElement.GetProperty("selection");
        int held = DataSource.Open($"folder:{folder["pets"]}", seed: 1, validationShare: 0.3, stop: TestContext.Current.CancellationToken).Validation.Count;
        Assert.InRange(held, 2, 12); // 0.3 of 20, by chance
        Assert.Equal(("pets/val", held), (selection.GetProperty("dataset").GetString(), selection.GetProperty("samples").GetInt32()));
        Assert.Equal("pets/test", card.RootElement.GetProperty("metrics").GetProperty("dataset").GetString());
        Assert.Contains("The pictures of pets/test took no part in that choice", File.ReadAllText(folder["run/bundle/README.md"]), StringComparison.Ordinal);
    }

    private void AssertFails(int code, string named, params string[] arguments)
    {
        (int actual, string error) = Run([.. arguments, "--out", folder["none"]]);
        Assert.Equal(code, actual);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(folder["none"]));
    }

    private static (int Code, string Error) Run(params string[] arguments)
    {
        RootCommand root = [TrainVerb.Create()];
        using StringWriter errors = new();
        int code = VerbRunner.Run(root, ["train", .. arguments], TextWriter.Null, errors);
        return (code, errors.ToString());
    }
}
