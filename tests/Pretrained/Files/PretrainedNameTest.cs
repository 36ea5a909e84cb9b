using System.CommandLine;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Contract;
using EdgeResNet.Shared.Pretrained;
using EdgeResNet.Tests.Export;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Files;
using EdgeResNet.Trainer.Training.Runs;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Pretrained.Files;

/// <summary><c>--pretrained</c> with a name.</summary>
public sealed class PretrainedNameTest : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string? own = Environment.GetEnvironmentVariable(WeightPlaces.OwnVariable);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(WeightPlaces.OwnVariable, own);
        folder.Dispose();
    }

    [Fact]
    public void A_weight_file_is_used_without_input_settings() =>
        Assert.Equal(new PretrainedSource("w.pth", null), PretrainedName.Resolve("w.pth", "resnet18", 1, NoStore, Stop));

    [Theory]
    [InlineData("torchvision:resnet50", "resnet18", 1.0, "use --arch resnet50, or other weights")]
    [InlineData("torchvision:resnet18", "resnet18", 0.5, "use --arch resnet18 without --width, or other weights")]
    [InlineData("torchvision:resnet19", "resnet18", 1.0, "is not a name of weights")]
    public void Weights_of_another_network_are_refused_before_the_download(string name, string arch, double width, string advice)
    {
        UsageException error = Assert.Throws<UsageException>(() => PretrainedName.Resolve(name, arch, width, NoStore, Stop));
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_starts_from_the_weights_with_their_preprocessing()
    {
        PublishedWeights weights = WeightCatalog.Find("torchvision:resnet18");
        using (Network network = Architectures.Create(new ArchitectureSpec("resnet18", 1, ArchitectureSpec.ImageNetStem, 3), 3, 72))
        {
            SafeTensors.Save(network, folder[weights.FileName]);
        }

        Environment.SetEnvironmentVariable(WeightPlaces.OwnVariable, folder.Path);
        PictureFolder.Create(folder["pets"], perClass: 4, "cat", "dog");
        using StringWriter output = new();
        using StringWriter errors = new();
        string[] arguments = ["train", "--data", $"folder:{folder["pets"]}", "--arch", "resnet18", "--pretrained", "torchvision:resnet18", "--image-size", "72", "--max-steps", "1", "--no-export", "--out", folder["run"]];
        Assert.Equal((0, ""), (VerbRunner.Run(new RootCommand { TrainVerb.Create() }, arguments, output, errors), errors.ToString()));
        RunSpec spec = RunFolder.Open(folder["run"]).Spec;
        Assert.Equal(folder[weights.FileName], spec.Pretrained);
        Assert.Equal((72, "bilinear", "center", 256.0 / 224), (spec.Input.Height, spec.Input.Resize, spec.Input.Crop, spec.Input.Margin));
        Assert.Equal(weights.Input.Mean, spec.Input.Mean);
        Assert.Equal(weights.Input.Std, spec.Input.Std);
        Assert.Contains("these start afresh: fc.weight", output.ToString(), StringComparison.Ordinal);
    }

    private static WeightStore NoStore() => throw new InvalidOperationException("no store is needed");
}
