using System.CommandLine;
using System.Text.Json;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Inference;
using EdgeResNet.Shared.Teaching;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Jobs;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Verbs;

public sealed class RetrainVerbTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RetrainVerbTest()
    {
        PictureFolder.Create(folder["pets"], perClass: 8, "cat", "dog");
        PictureFolder.Create(folder["more"], perClass: 12, "ant", "cat", "dog");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_bundle_learns_a_new_class_and_can_be_retrained_again()
    {
        Assert.Equal((0, ""), Run("train", "--data", Data("pets"), "--arch", "resnet20", "--width", "0.25", "--image-size", "16", "--max-steps", "4", "--seed", "5", "--out", folder["first"]));
        Assert.Equal((0, ""), Run("retrain", "--model", folder["first/bundle"], "--data", Data("more"), "--max-steps", "4", "--frozen-stages", "1", "--out", folder["second"]));

        ModelBundle parent = ModelBundle.Open(folder["first/bundle"]);
        ModelBundle child = ModelBundle.Open(folder["second/bundle"]);
        Assert.Equal(["cat", "dog", "ant"], child.Output.Labels); // the old order, new ones behind
        Assert.Equal(JsonSerializer.Serialize(parent.Input), JsonSerializer.Serialize(child.Input));
        Assert.Equal(new ParentSpec(parent.Name, parent.Sha256), child.Embedded.Training.Parent);
        Assert.Equal(("more/holdout", 5), (child.Card!.Metrics!.Dataset, child.Embedded.Training.Seed));
        Assert.Contains(parent.Sha256, File.ReadAllText(folder["second/bundle/README.md"]), StringComparison.Ordinal);

        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(folder["second/summary.json"]));
        Assert.True(summary.RootElement.GetProperty("promote").GetString() is "yes" or "no");
        Assert.NotEmpty(summary.RootElement.GetProperty("promote_reason").GetString()!);
        JsonElement comparison = summary.RootElement.GetProperty("comparison");
        Assert.Equal("more/holdout", comparison.GetProperty("dataset").GetString());
        Assert.Equal(36, comparison.GetProperty("samples").GetInt32() + child.Card!.Selection!.Samples); // the halves of val
        JsonElement[] classes = [.. comparison.GetProperty("classes").EnumerateArray()];
        Assert.Equal(["label", "support", "old_recall", "new_recall", "recall_change", "old_precision", "new_precision"], classes[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["old_recall", "recall_change", "old_precision"], classes[2].EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Null).Select(p => p.Name)); // the old model does not know it

        Assert.Contains("<h2>Old and new model</h2>", File.ReadAllText(folder["second/report.html"]), StringComparison.Ordinal);
        Recipe recipe = StrictJson.Read<Recipe>(folder["second/recipe.json"]);
        Assert.Equal(("resnet20", 0.25, 16, 5, true, 1), (recipe.Arch, recipe.Width, recipe.ImageSize, recipe.Seed, recipe.BalancedSampling, recipe.FrozenStages));

        Assert.Equal((0, ""), Run("evaluate", "--model", folder["second/bundle"], "--data", Data("more"), "--json", folder["e.json"]));
        Recipe again = RetrainRecipe.From(child); // gentle once, not ever gentler
        Assert.Equal(StrictJson.Read<Recipe>(folder["first/recipe.json"]).Lr / 10, recipe.Lr, 9);
        Assert.Equal((recipe.Lr, recipe.Epochs, recipe.LayerLrDecay), (again.Lr, again.Epochs, again.LayerLrDecay));
        Assert.Equal(again, RetrainRecipe.Read(File.ReadAllText(folder["second/recipe.json"]), "recipe.json", child));
    }

    [Fact]
    public void A_run_cut_before_its_first_checkpoint_restarts_from_its_own_parent()
    {
        string model = WriteModel("cat", "dog");
        Assert.Equal((0, ""), Run("retrain", "--model", model, "--data", Data("more"), "--max-steps", "3", "--out", folder["run"]));
        byte[] expected = File.ReadAllBytes(folder["run/bundle/model.onnx"]);
        Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(folder["run/parent.onnx"]));
        File.Delete(model); // the run has its own copy
        foreach (string file in new[] { "last.safetensors", "best.safetensors", "metrics.jsonl", "summary.json" })
        {
            File.Delete(folder[$"run/{file}"]);
        }

        Directory.Delete(folder["run/bundle"], recursive: true);
        Assert.Equal((0, ""), Run("retrain", "--out", folder["run"], "--resume"));
        Assert.Equal(expected, File.ReadAllBytes(folder["run/bundle/model.onnx"]));

        foreach (string compared in Directory.GetFiles(folder["more/val/cat"])[1..])
        {
            File.Delete(compared);
        }

        (int code, string error) = Run("retrain", "--out", folder["run"], "--resume");
        Assert.Equal(3, code);
        Assert.Contains("have changed since the run in", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_class_without_pictures_stays_and_stops_promotion()
    {
        string model = WriteModel("cat", "emu", "dog");
        Assert.Equal((0, ""), Run("retrain", "--model", model, "--data", Data("more"), "--max-steps", "2", "--max-recall-drop", "100", "--logit-adjustment", "1", "--out", folder["run"]));
        Recipe recipe = StrictJson.Read<Recipe>(folder["run/recipe.json"]);
        Assert.Equal((false, 1.0, 100.0), (recipe.BalancedSampling, recipe.LogitAdjustment, recipe.MaxRecallDrop));
        Assert.Equal(["cat", "emu", "dog", "ant"], ModelBundle.Open(folder["run/bundle"]).Output.Labels);
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(folder["run/summary.json"]));
        Assert.Equal("no", summary.RootElement.GetProperty("promote").GetString());
        Assert.Contains("there is no picture for the comparison of 'emu'", summary.RootElement.GetProperty("promote_reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_epoch_is_chosen_on_pictures_new_to_the_parent()
    {
        Directory.Delete(folder["pets/val"], recursive: true);
        PictureFolder.Create(folder["whole"], perClass: 40, "cat", "dog");
        Directory.Move(folder["whole/train/cat"], folder["whole/cat"]);
        Directory.Move(folder["whole/train/dog"], folder["whole/dog"]);
        Directory.Delete(folder["whole/train"]);
        Directory.Delete(folder["whole/val"], recursive: true);
        Assert.Equal((0, ""), Run("train", "--data", Data("whole"), "--arch", "resnet20", "--width", "0.25", "--image-size", "16", "--max-steps", "2", "--seed", "5", "--out", folder["first"]));
        using StringWriter output = new();
        Assert.Equal((0, ""), Run(output, "retrain", "--model", folder["first/bundle"], "--data", Data("whole"), "--max-steps", "2", "--out", folder["second"]));

        DataSplits parent = RunFolder.Open(folder["first"]).OpenData(TestContext.Current.CancellationToken);
        DataSplits child = RunFolder.Open(folder["second"]).OpenData(TestContext.Current.CancellationToken);
        Assert.Empty(Origins(child.Validation).Intersect(Origins(parent.Train)));
        Assert.Empty(Origins(child.Test!).Intersect(Origins(parent.Train)));
        Assert.Empty(Origins(child.Validation).Intersect(Origins(child.Test!)));
        Assert.Contains($"the epoch is chosen on {child.Validation.Count} other pictures of whole/val, not used by a training on this folder with the model's seed", output.ToString(), StringComparison.Ordinal);

        foreach (string one in Directory.GetFiles(folder["whole/cat"]).Where(file => Origins(parent.Validation).Skip(1).Contains(file)))
        {
            File.Delete(one); // a single cat is left of those that were held out
        }

        using StringWriter few = new();
        Assert.Equal((0, ""), Run(few, "retrain", "--model", folder["first/bundle"], "--data", Data("whole"), "--max-steps", "1", "--out", folder["third"]));
        Assert.Contains("; the model may have been trained on those of cat, because too few are held out", few.ToString(), StringComparison.Ordinal);

        static string[] Origins(IImageSet set) => [.. Enumerable.Range(0, set.Count).Select(set.Origin)];
    }

    [Fact]
    public void Retraining_a_taught_bundle_trains_only_the_head_by_default()
    {
        string model = WriteModel(JsonSerializer.SerializeToElement(new { method = "teach", pretrained = "imagenet" }), "cat", "dog");
        using StringWriter output = new();
        Assert.Equal((0, ""), Run(output, "retrain", "--model", model, "--data", Data("more"), "--max-steps", "2", "--out", folder["head"]));
        Recipe head = StrictJson.Read<Recipe>(folder["head/recipe.json"]);
        Assert.Equal((4, true, "resnet20", 16), (head.FrozenStages, head.BalancedSampling, head.Arch, head.ImageSize)); // of stem, three stages and head
        Assert.Contains("the head alone is trained; --fine-tune trains the whole network", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("was taught on every picture of its folder", output.ToString(), StringComparison.Ordinal);

        using StringWriter whole = new();
        Assert.Equal((0, ""), Run(whole, "retrain", "--model", model, "--data", Data("more"), "--max-steps", "2", "--fine-tune", "--out", folder["whole"]));
        Assert.Equal((0, TransferRecipe.Default.Epochs), (StrictJson.Read<Recipe>(folder["whole/recipe.json"]).FrozenStages, StrictJson.Read<Recipe>(folder["whole/recipe.json"]).Epochs));
        Assert.DoesNotContain("the head alone", whole.ToString(), StringComparison.Ordinal);

        Assert.Equal(4, RetrainRecipe.From(ModelBundle.Open(folder["head/bundle"])).FrozenStages); // a child goes on as it began
        Assert.Equal(0, RetrainRecipe.From(ModelBundle.Open(folder["head/bundle"]), fineTune: true).FrozenStages);
        Assert.Equal(0, RetrainRecipe.From(ModelBundle.Open(WriteModel("cat", "dog"))).FrozenStages); // trained, not taught

        AssertFails(2, "--fine-tune", "--model", model, "--data", Data("more"), "--fine-tune", "--recipe", folder["head/recipe.json"]);
        Assert.Equal(2, Run("retrain", "--out", folder["head"], "--resume", "--fine-tune").Code);
    }

    [Fact]
    public void A_taught_bundle_gets_a_new_head_without_training()
    {
        string model = WriteModel(JsonSerializer.SerializeToElement(new { method = "teach", pretrained = "imagenet" }), "cat", "dog");
        using StringWriter output = new();
        Assert.Equal((0, ""), Run(output, "retrain", "--model", model, "--data", Data("more"), "--out", folder["head"]));
        Assert.Contains("the head alone is fitted; --fine-tune trains the whole network", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(" pictures were perhaps learned by the old model; ", output.ToString(), StringComparison.Ordinal);
        ModelBundle parent = ModelBundle.Open(model);
        ModelBundle child = VerifiedBundle.Open(folder["head/bundle"], _ => { });
        Assert.Equal(["cat", "dog", "ant"], child.Output.Labels);
        Assert.Equal(("head", new ParentSpec(parent.Name, parent.Sha256)), (child.Name, child.Embedded.Training.Parent!));
        Assert.True(TaughtRecipe.IsTaught(child.Embedded.Training));
        Assert.Equal("the head's own arithmetic on the features of the backbone's file", child.Card!.Parity.Reference);
        Assert.Equal(Convolutions(model), Convolutions(child.ModelPath()));
        Assert.Equal(["bundle", "recipe.json", "report.html", "summary.json"], Directory.GetFileSystemEntries(folder["head"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(folder["head/summary.json"]));
        Assert.True(summary.RootElement.GetProperty("promote").GetString() is "yes" or "no");
        JsonElement comparison = summary.RootElement.GetProperty("comparison");
        Assert.Equal("more/holdout", comparison.GetProperty("dataset").GetString());
        Assert.Equal(child.Card.Metrics!.Samples, comparison.GetProperty("samples").GetInt32());
        Assert.Equal(child.Card.Metrics.Top1, comparison.GetProperty("new_top1").GetDouble(), 1e-9);
        Assert.Equal(36, summary.RootElement.GetProperty("learned").GetInt32()); // none of val
        Assert.Contains("<h2>Old and new model</h2>", File.ReadAllText(folder["head/report.html"]), StringComparison.Ordinal);

        Assert.Equal(3, Run("retrain", "--model", model, "--data", Data("more"), "--out", folder["head"]).Code); // holds a run
        Assert.Equal((0, ""), Run("retrain", "--model", folder["head/bundle"], "--data", Data("more"), "--max-recall-drop", "100", "--out", folder["again"]));
        using JsonDocument same = JsonDocument.Parse(File.ReadAllText(folder["again/summary.json"]));
        Assert.Equal("yes", same.RootElement.GetProperty("promote").GetString()); // of pictures that it learned the old one is judged by a head that did not
        Assert.Equal(["cat", "dog", "ant"], ModelBundle.Open(folder["again/bundle"]).Output.Labels);

        static string[] Convolutions(string path)
        {
            Shared.Onnx.FloatGraph graph = Shared.Onnx.FloatGraph.Read(path);
            return [.. graph.Nodes.Where(node => node.OpType == "Conv").Select(node => string.Join(' ', graph.Floats(node.Input[1]).Values))];
        }
    }

    [Fact]
    public void Pictures_learned_by_the_taught_bundle_do_not_favour_it()
    {
        Directory.Delete(folder["more/val"], recursive: true);
        string[] said = [];
        void Say(string line) => said = [.. said, line];
        TeachRequest request = new(folder["more/train"], folder["taught"], WriteModel("cat", "dog")) { Cache = folder["cache"], Integers = false };
        new Teach(request, Say, TestContext.Current.CancellationToken).Run();
        ModelBundle parent = ModelBundle.Open(folder["taught"]);
        string data = $"folder:{folder["more/train"]}";
        DataSplits splits = DataSource.OpenForRetraining(data, null, parent.Embedded.Training.Seed, TestContext.Current.CancellationToken).InOrderOf(parent.Output.Labels);
        HeadSummary summary = new HeadRetraining(parent, data, folder["run"], Say, TestContext.Current.CancellationToken) { Cache = folder["cache"], MaxRecallDrop = 2 }.Run(splits);
        int judged = summary.Comparison.Samples;
        Assert.Contains(said, line => line.StartsWith($"{judged} of these {judged} pictures were ", StringComparison.Ordinal) && line.EndsWith("learned by the old model; a head of its classes that did not learn them replaces it there", StringComparison.Ordinal));
        Assert.True(summary.Comparison.OldTop1 < 1, "noise cannot be told apart by what has not learned it");
        Assert.InRange(judged, 1, 35);
    }

    [Fact]
    public void An_impossible_retraining_gives_its_code_and_leaves_nothing()
    {
        string model = WriteModel("cat", "dog");
        AssertFails(2, "--model", "--data", Data("more"));
        AssertFails(2, "--data", "--model", model);
        AssertFails(2, "folder:DIR", "--model", model, "--data", "fashion-mnist");
        AssertFails(2, "--max-steps", "--model", model, "--data", Data("more"), "--max-steps", "0");
        AssertFails(2, "layer_lr_decay", "--model", model, "--data", Data("more"), "--layer-lr-decay", "0");
        AssertFails(2, "choose one", "--model", model, "--data", Data("more"), "--balanced-sampling", "true", "--logit-adjustment", "1");
        AssertFails(2, "--epochs", "--resume", "--epochs", "3");
        AssertFails(3, "no such model", "--model", folder["nothing"], "--data", Data("more"));
        AssertFails(3, folder["nothing"], "--model", model, "--data", Data("nothing"));
        AssertFails(3, "run.json", "--resume");
        Directory.CreateDirectory(folder["one/cat"]);
        AssertFails(3, "at least 2", "--model", model, "--data", Data("one"));
        AssertFails(3, "frozen_stages", "--model", model, "--data", Data("more"), "--frozen-stages", "9");
        File.WriteAllText(folder["r.json"], "{\"width\": 0.5}");
        AssertFails(3, "width is 0.5; retraining keeps the bundle's value, 0.25", "--model", model, "--data", Data("more"), "--recipe", folder["r.json"]);
        File.WriteAllText(folder["r.json"], "{\"arch\": \"resnet18\", \"epochs\": 2}");
        AssertFails(3, "arch is \"resnet18\"", "--model", model, "--data", Data("more"), "--recipe", folder["r.json"]);
        File.WriteAllText(folder["r.json"], "{\"dirac\": true}");
        AssertFails(3, "dirac", "--model", model, "--data", Data("more"), "--recipe", folder["r.json"]);
        File.WriteAllText(folder["more/train/cat/broken.png"], "no picture");
        AssertFails(3, "broken.png", "--model", model, "--data", Data("more"));
    }

    private string Data(string name) => $"folder:{folder[name]}";

    /// <summary>A model file of a network with random weights.</summary>
    private string WriteModel(params string[] labels) =>
        WriteModel(JsonSerializer.SerializeToElement(new Recipe { Arch = "resnet20", Width = 0.25, ImageSize = 16 }, StrictJson.Line), labels);

    private string WriteModel(JsonElement recipe, params string[] labels)
    {
        InputSpec input = RandomNetwork.Rgb(16, 16);
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, labels.Length);
        TrainingSpec training = RandomNetwork.Training with { Recipe = recipe };
        Shared.Onnx.OnnxModel.Write(Trainer.Export.Onnx.OnnxExporter.Build(network, "old", input, RandomNetwork.Output(labels.Length) with { Labels = labels }, training), folder["old.onnx"]);
        return folder["old.onnx"];
    }

    private void AssertFails(int code, string named, params string[] arguments)
    {
        (int actual, string error) = Run(["retrain", .. arguments, "--out", folder["none"]]);
        Assert.True(code == actual, error);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(folder["none"]));
    }

    private static (int Code, string Error) Run(params string[] arguments) => Run(TextWriter.Null, arguments);

    private static (int Code, string Error) Run(TextWriter output, params string[] arguments)
    {
        RootCommand root = [TrainVerb.Create(), RetrainVerb.Create(), EvaluateVerb.Create()];
        using StringWriter errors = new();
        int code = VerbRunner.Run(root, arguments, output, errors);
        return (code, errors.ToString());
    }
}
