using System.CommandLine;
using System.Text.Json;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Verbs;

public sealed class TrainVerbTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_few_photos_become_a_run_with_a_proven_bundle_and_a_finished_run_can_be_resumed()
    {
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        Assert.Equal((0, ""), Run("--data", $"folder:{folder["pets"]}", "--arch", "resnet20", "--width", "0.25", "--image-size", "24", "--epochs", "3", "--max-steps", "4", "--out", folder["run"]));
        foreach (string file in new[] { "recipe.json", "run.json", "metrics.jsonl", "best.safetensors", "last.safetensors", "summary.json", "report.html", "bundle/card.json", "bundle/model.onnx" })
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
    public void What_cannot_be_trained_ends_with_the_contracts_code_in_one_line_and_leaves_nothing()
    {
        PictureFolder.Create(folder["pets"], perClass: 4, "cat", "dog");
        string data = $"folder:{folder["pets"]}";
        AssertFails(2, "--arch", "--data", data);
        AssertFails(2, "--data", "--arch", "resnet20");
        AssertFails(2, "resnet19", "--data", data, "--arch", "resnet19", "--image-size", "24");
        AssertFails(2, "epochs", "--data", data, "--arch", "resnet20", "--epochs", "0");
        AssertFails(2, "--max-steps", "--data", data, "--arch", "resnet20", "--max-steps", "0");
        AssertFails(3, "weights", "--data", data, "--arch", "resnet20", "--image-size", "24", "--pretrained", folder["weights"]);
        AssertFails(3, folder["r.json"], "--data", data, "--recipe", folder["r.json"]);
        AssertFails(3, "run.json", "--resume");
        File.WriteAllText(folder["pets/train/cat/broken.png"], "no picture");
        AssertFails(3, "broken.png", "--data", data, "--arch", "resnet20", "--image-size", "24");
    }

    [Fact]
    public void Settings_beside_resume_are_refused() => AssertFails(2, "--epochs", "--resume", "--epochs", "3");

    [Fact]
    public void Throughput_reports_the_contracts_keys()
    {
        RootCommand root = [ThroughputVerb.Create()];
        Assert.Equal(0, VerbRunner.Run(root, ["throughput", "--arch", "resnet20", "--width", "0.25", "--batch", "4", "--steps", "2", "--json", folder["t.json"]], TextWriter.Null, TextWriter.Null));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(folder["t.json"]));
        Assert.Equal(["arch", "params", "batch", "precision", "device", "steps", "ms_per_step", "img_per_s"], json.RootElement.EnumerateObject().Select(p => p.Name));
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
