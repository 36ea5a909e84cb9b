using System.Text.Json;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;
using EdgeResNet.Shared.Onnx;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Evaluation;
using EdgeResNet.Trainer.Export.Bundle;
using EdgeResNet.Trainer.Export.Onnx;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Training.Recipes;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Verbs;

public sealed class EvaluateVerbTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_best_checkpoint_becomes_a_bundle_with_the_same_accuracy()
    {
        PictureFolder.Create(folder["pets"], perClass: 6, "cat", "dog", "eel");
        InputSpec input = RandomNetwork.Rgb(16, 16);
        Recipe recipe = new() { Arch = "resnet20", Width = 0.25, ImageSize = 16, Seed = 5 };
        ArchitectureSpec architecture = new("resnet20", 0.25, ArchitectureSpec.SmallStem, 3);
        RunFolder run = RunFolder.Create(folder["run"], new RunSpec($"folder:{folder["pets"]}", recipe, architecture, input, ["cat", "dog", "eel"]));
        using (Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, classes: 3))
        {
            run.Checkpoints.SaveBest(network, epoch: 1);
        }

        (ModelCard card, ClassificationMetrics metrics, _) = RunExport.Export(run, run.OpenData(TestContext.Current.CancellationToken), folder["out/pets-resnet20"], "pets-resnet20", TestContext.Current.CancellationToken);
        Assert.Equal("pets/val", card.Metrics?.Dataset);
        Assert.Equal(5, card.Training.Seed);
        Assert.Equal("resnet20", card.Training.Recipe.GetProperty("arch").GetString());

        EvaluationReport report = ModelEvaluation.Run(new EvaluationRequest(folder["out/pets-resnet20"], $"folder:{folder["pets"]}"), TestContext.Current.CancellationToken);
        Assert.Equal(("pets-resnet20", "pets/val", 18), (report.Model, report.Data, report.Samples));
        Assert.Equal(metrics.Top1, report.Top1);
        Assert.Equal(card.Metrics!.Ece, report.Ece);
        Assert.Equal([6, 6, 6], report.PerClass.Select(c => c.Support));
        Assert.Equal([6, 6, 6], report.Confusion.Select(row => row.Sum()));

        Directory.Move(folder["pets"], folder["moved"]);
        Directory.Move(folder["moved/train"], folder["pets"]); // a folder without splits, named like that of the training
        Assert.Equal(("pets/val", 3), Part(MeasuredPart.Auto));
        Assert.Equal(("pets/val", 3), Part(MeasuredPart.HeldOut));
        Assert.Equal(("pets", 18), Part(MeasuredPart.All));
        Directory.Move(folder["pets"], folder["new"]);
        report = ModelEvaluation.Run(new EvaluationRequest(folder["out/pets-resnet20"], folder["new"]), TestContext.Current.CancellationToken);
        Assert.Equal(("new", 18), (report.Data, report.Samples));

        (string, int) Part(MeasuredPart part)
        {
            EvaluationReport measured = ModelEvaluation.Run(new EvaluationRequest(folder["out/pets-resnet20"], folder["pets"]) { Part = part }, TestContext.Current.CancellationToken);
            return (measured.Data, measured.Samples);
        }
    }

    [Fact]
    public void The_report_has_the_contracts_keys()
    {
        EvaluationReport report = new("m", "d", 1, 1, 1, 0, 0, [new ClassMetrics("a", 1, 1, 1, 1)], [[1]]);
        using JsonDocument json = JsonDocument.Parse(JsonSerializer.Serialize(report, StrictJson.Options));
        Assert.Equal(["model", "data", "samples", "top1", "top5", "loss", "ece", "per_class", "confusion"], json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["label", "precision", "recall", "f1", "support"], json.RootElement.GetProperty("per_class")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Unknown_pictures_are_separated_by_energy_and_by_score()
    {
        PictureFolder.Create(folder["pets"], perClass: 6, "cat", "dog", "eel");
        PictureFolder.Create(folder["strange"], perClass: 4, "deep");
        InputSpec input = RandomNetwork.Rgb(16, 16);
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, classes: 3);
        OutputSpec output = RandomNetwork.Output(3) with { Labels = ["cat", "dog", "eel"], Temperature = 0.5 };
        OodReport report = Evaluate(output)!;
        Assert.Equal(("strange", 8), (report.Data, report.Samples));
        Assert.Equal((0, 1), (report.Rejected, report.Accepted)); // no threshold in this card
        Assert.InRange(report.Auroc, 0, 1);
        Assert.InRange(report.MaxSoftmax.Fpr95, 0, 1);

        OodReport strict = Evaluate(output with { UnknownBelow = 1e9 })!;
        Assert.Equal((1, 0), (strict.Rejected, strict.Accepted));
        Assert.Equal(report.Auroc, strict.Auroc);
        using JsonDocument json = JsonDocument.Parse(JsonSerializer.Serialize(report, StrictJson.Options));
        Assert.Equal(["data", "samples", "unknown_by", "auroc", "fpr95", "rejected", "accepted", "max_softmax"], json.RootElement.EnumerateObject().Select(p => p.Name));

        OodReport byScore = Evaluate(output with { UnknownBy = UnknownMeasure.MaxSoftmax, UnknownBelow = 1.5 })!; // no score reaches it
        Assert.Equal((UnknownMeasure.MaxSoftmax, 1, 0), (byScore.UnknownBy, byScore.Rejected, byScore.Accepted));
        Assert.Equal(report.MaxSoftmax, new Separation(byScore.Auroc, byScore.Fpr95));
        Assert.Equal(new Separation(report.Auroc, report.Fpr95), byScore.Energy);
        Assert.Matches("^against strange, 8 pictures: energy AUROC .+; highest score AUROC .+ %$", EvaluateVerb.Describe(report));
        Assert.Matches("^against strange, 8 pictures: highest score AUROC .+; energy AUROC .+ %$", EvaluateVerb.Describe(byScore));
        Assert.Matches("^against s, 9 pictures: cosine to the nearest picture AUROC 0.5000, FPR95 20.00 %; highest score AUROC .+; energy AUROC .+ %$", EvaluateVerb.Describe(new OodReport("s", 9, UnknownMeasure.NearestPicture, 0.5, 0.2, 1, 0, new Separation(1, 0), new Separation(1, 0))));

        InputException error = Assert.Throws<InputException>(() => ModelEvaluation.Run(new EvaluationRequest(folder["m.onnx"], $"folder:{folder["pets"]}") { Ood = $"folder:{folder["nothing"]}" }, TestContext.Current.CancellationToken));
        Assert.Contains("no such folder", error.Message);

        OodReport? Evaluate(OutputSpec said)
        {
            WriteModel(said);
            return ModelEvaluation.Run(new EvaluationRequest(folder["m.onnx"], $"folder:{folder["pets"]}") { Ood = $"folder:{folder["strange"]}" }, TestContext.Current.CancellationToken).Ood;
        }

        void WriteModel(OutputSpec said) => OnnxModel.Write(OnnxExporter.Build(network, "m", input, said, RandomNetwork.Training), folder["m.onnx"]);
    }

    [Fact]
    public void A_folder_of_new_pictures_is_measured_whole_with_what_both_sides_know()
    {
        WriteModel("cat", "dog", "eel");
        PictureFolder.Create(folder["pets"], perClass: 4, "Cat", "dog", "emu");
        Directory.Move(folder["pets/train"], folder["plain"]);
        (EvaluationReport report, string[] said) = Measure("plain");
        Assert.Equal(("plain", 8), (report.Data, report.Samples));
        Assert.Equal([4, 4, 0], report.PerClass.Select(each => each.Support));
        Assert.Equal([new UnknownClass("emu", 4)], report.LeftOut);
        Assert.Contains("3 classes, pictures in plain: cat 4, dog 4, eel 0", said);
        Assert.Contains(said, line => line.StartsWith("measures all pictures, because ", StringComparison.Ordinal));
        Assert.Contains("no pictures of eel: not measured", said);
        Assert.Contains("left out: 4 pictures of classes that the model lacks (emu 4)", said);
        Directory.Delete(folder["plain/emu"], recursive: true);
        Assert.Equal(("plain/val", 2), Name(Measure("plain", MeasuredPart.HeldOut).Report)); // one of four in each class

        foreach ((string split, string role) in ((string, string)[])[("Test", "test"), ("valid", "val")])
        {
            Directory.Move(Directory.Exists(folder["only/Test"]) ? folder["only/Test"] : folder["pets/val"], Directory.CreateDirectory(folder["only"]).FullName + $"/{split}");
            (EvaluationReport only, string[] lines) = Measure("only");
            Assert.Equal(($"only/{role}", 8), Name(only));
            Assert.DoesNotContain(lines, line => line.StartsWith("measures all", StringComparison.Ordinal));
        }

        static (string, int) Name(EvaluationReport report) => (report.Data, report.Samples);
    }

    [Fact]
    public void Another_file_of_the_bundle_is_measured_on_request()
    {
        WriteModel("cat", "dog", "eel");
        PictureFolder.Create(folder["pets"], perClass: 2, "cat", "dog", "eel");
        EvaluationRequest request = new(folder["m.onnx"], folder["pets"]) { Precision = "int8" };
        Assert.Contains("int8", Assert.Throws<InputException>(() => ModelEvaluation.Run(request, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Null(ModelEvaluation.Run(request with { Precision = "fp32" }, TestContext.Current.CancellationToken).Precision);
    }

    [Fact]
    public void Data_without_a_class_of_the_model_is_refused_in_one_line()
    {
        WriteModel("cat", "dog", "eel");
        PictureFolder.Create(folder["pets"], perClass: 2, "ant", "emu");
        string message = Assert.Throws<InputException>(() => Measure("pets")).Message;
        Assert.Contains("none of its classes (ant, emu) is one of the model's (cat, dog, eel)", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private (EvaluationReport Report, string[] Said) Measure(string data, MeasuredPart part = MeasuredPart.Auto)
    {
        List<string> said = [];
        EvaluationRequest request = new(folder["m.onnx"], folder[data]) { Part = part, Report = said.Add };
        return (ModelEvaluation.Run(request, TestContext.Current.CancellationToken), [.. said]);
    }

    private void WriteModel(params string[] labels)
    {
        InputSpec input = RandomNetwork.Rgb(16, 16);
        using Network network = RandomNetwork.Create("resnet20", 0.25, ArchitectureSpec.SmallStem, input, labels.Length);
        OnnxModel.Write(OnnxExporter.Build(network, "m", input, RandomNetwork.Output(labels.Length) with { Labels = labels }, RandomNetwork.Training), folder["m.onnx"]);
    }
}
